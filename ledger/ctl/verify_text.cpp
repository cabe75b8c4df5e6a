#include "ledger/ctl/verify_text.hpp"

#include <fmt/format.h>

#include "ledger/domain/values/currency.hpp"

namespace ledger {
namespace {

std::string amount_text(WideSum amount, const std::string& currency) {
  return format_amount(amount, Currency::from_code(currency).value());
}

std::string sums_text(const VerifyReport& report) {
  std::string text;
  for (const auto& [currency, sums] : report.sums) {
    text += fmt::format(
        "{}: came in {}, went out {} (with confirmed holds and all reversals, without transfers), balances {}\n",
        currency, amount_text(sums.deposited, currency), amount_text(sums.withdrawn, currency),
        amount_text(sums.balances, currency));
  }
  return text;
}

std::string faults_text(const VerifyReport& report) {
  std::string text;
  const auto& [journal, position, what] = *report.fault;
  const bool is_of_schema = !report.schema_faults.empty() && what == report.schema_faults.front();
  if (position > Position(0)) {
    text += fmt::format("WRONG: journal {}, position {}: {}\n", journal.value, position.value, what);
  } else if (!is_of_schema) {
    text += fmt::format("WRONG: {}\n", what);
  }
  for (const auto& fault : report.schema_faults) text += fmt::format("WRONG: {}\n", fault);
  return text;
}

std::string snapshots_text(const VerifyReport& report) {
  const auto& snapshots = report.snapshots;
  if (!snapshots.seed) return fmt::format("whole: the snapshots of all {} accounts\n", report.accounts);
  auto text = fmt::format("sampled: the snapshots of {} of {} accounts (seed {}", snapshots.accounts, report.accounts,
                          *snapshots.seed);
  if (snapshots.accounts_too_large > 0) {
    text += fmt::format("; {} drawn were passed over for having many events", snapshots.accounts_too_large);
  }
  return text + "); --whole compares all\n";
}

std::string intact_text(const VerifyReport& report) {
  auto text = fmt::format(
      "intact: positions, hash chain, versions, balances, what the projector and the relay have seen, texts, erasures, "
      "holds, reversals, sums ({} rows of totals){}{}{}\n",
      report.snapshots.total_rows, report.schema_was_compared ? ", schema and rights" : "",
      report.migrations_were_read ? ", migrations" : "",
      report.anchors > 0 ? fmt::format(", {} anchors", report.anchors) : "");
  for (const auto& range : report.recovered) {
    text += fmt::format("taken back from Kafka after a restore: journal {}, positions {} to {}\n", range.journal.value,
                        range.first.value, range.last.value);
  }
  if (report.texts_lost_in_restores > 0) {
    text += fmt::format("lost in restores: {} names and comments\n", report.texts_lost_in_restores);
  }
  text += snapshots_text(report);
  if (!report.schema_was_compared) {
    text += "not compared: schema and rights\n";
  } else if (!report.migrations_were_read) {
    text += "not read: the list of applied migrations, which this role may not read\n";
  }
  if (report.anchors == 0) {
    text +=
        "not told: whether the owner rewrote the history with new hashes; that takes an anchor kept outside "
        "(`ledgerctl anchor`, then --anchor or --anchors)\n";
  }
  return text;
}

}  // namespace

std::string verify_text(const VerifyReport& report, std::chrono::duration<double> seconds) {
  const auto read = fmt::format("{} events of {} accounts in {:.1f} s ({:.0f} events/s)\n", report.events,
                                report.accounts, seconds.count(), static_cast<double>(report.events) / seconds.count());
  return read + (report.fault ? faults_text(report) : sums_text(report) + intact_text(report));
}

}  // namespace ledger
