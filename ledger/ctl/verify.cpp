#include "ledger/ctl/verify.hpp"

#include <algorithm>
#include <random>
#include <vector>

#include "ledger/ctl/checks/account_sample.hpp"
#include "ledger/ctl/checks/anchor_check.hpp"
#include "ledger/ctl/checks/journal_check.hpp"
#include "ledger/ctl/checks/schema_check.hpp"
#include "ledger/ctl/checks/seen_positions.hpp"
#include "ledger/snapshots/shadow_tables.hpp"

namespace ledger {
namespace {

constexpr SessionLimits check_limits{.statement = std::chrono::seconds(30)};

/// For everything but the reading of the journal, which goes on meanwhile.
PostgresConnection connect_for_checks(const DatabaseSettings& settings) {
  return PostgresConnection(settings, {.application = "ledgerctl verify", .limits = check_limits});
}

/// A fault that is no event's.
std::optional<Fault> fault_beside(std::optional<std::string> what) {
  if (!what) return std::nullopt;
  return Fault{JournalId(0), Position(0), std::move(*what)};
}

std::uint64_t any_seed() {
  std::random_device device;
  // Short enough to be typed.
  return device() % 1'000'000'000;
}

/// Compares the schema; no rebuild exchanges tables meanwhile.
void add_schema(const DatabaseSettings& settings, VerifyReport& report) {
  auto connection = connect_for_checks(settings);
  connection.execute("begin");
  try {
    hold_exchanges_off(connection);
  } catch (const StatementFailed&) {
    // A table or the right to read it is missing, which is what will be found.
    connection.execute("rollback");
    connection.execute("begin");
  }
  auto schema = check_schema(connection);
  connection.execute("commit");
  report.schema_was_compared = true;
  report.migrations_were_read = schema.migrations_were_read;
  report.schema_faults = std::move(schema.faults);
  if (!report.fault && !report.schema_faults.empty()) report.fault = fault_beside(report.schema_faults.front());
}

class Verification {
 public:
  Verification(const DatabaseSettings& settings, const VerifyProgress& progress, const VerifyOptions& options)
      : settings_(settings),
        progress_(progress),
        options_(options),
        seed_(options.seed.value_or(options.whole ? 0 : any_seed())),
        reader_(settings, "ledgerctl verify"),
        connection_(connect_for_checks(settings)),
        // The checkpoints, and what others have seen, are read before the ends, since the journals only grow.
        totals_(connection_, options.totals_stride),
        seen_(seen_positions(connection_)),
        ends_(reader_.ends()),
        events_(static_cast<std::int64_t>(ends_.size())),
        restores_(connection_),
        texts_(connection_, restores_),
        side_tables_(connection_),
        erasures_(connection_),
        sample_(seed_, options.whole ? 0 : options.sample_accounts_max) {
    for (const auto& end : ends_) total_ += end.position.value;
    if (options.whole) total_ *= 2;
  }

  VerifyReport run() {
    report_.fault = find_fault();
    report_.events = events_.events();
    report_.accounts = static_cast<std::int64_t>(events_.account_count());
    report_.sums = events_.sums();
    report_.snapshots.total_rows = totals_.rows();
    report_.recovered = restores_.recovered();
    report_.texts_lost_in_restores = texts_.lost_in_restores();
    return std::move(report_);
  }

 private:
  std::optional<Fault> find_fault() {
    const PageChecks checks{.events = events_,
                            .totals = totals_,
                            .texts = texts_,
                            .side_tables = side_tables_,
                            .erasures = erasures_,
                            .sample = sample_};
    if (auto what = wrong_journal_number(ends_)) return fault_beside(std::move(what));
    for (const auto& end : ends_) {
      auto fault = check_journal(reader_, end, checks, [&] { progress_(events_.events(), total_); });
      if (!fault) fault = missing_behind(reader_, end.journal, seen_);
      if (fault) return fault;
    }
    if (auto fault = compare_anchors()) return fault;
    if (auto fault = find_stray()) return fault;
    return compare_snapshots();
  }

  std::optional<Fault> compare_anchors() {
    for (const auto& anchor : options_.anchors) {
      ++report_.anchors;
      if (auto what = difference_from(reader_, anchor)) {
        return Fault{anchor.journal, anchor.at.position, std::move(*what)};
      }
    }
    return std::nullopt;
  }

  /// Finds what no page of events brings up.
  std::optional<Fault> find_stray() {
    if (const auto stray = stray_journal(connection_)) {
      return Fault{*stray, Position(1), "it is in a journal that does not exist"};
    }
    if (auto what = events_.finish()) return fault_beside(std::move(what));
    if (auto missing = texts_.find_missing([&](AccountId account) { return events_.last_version(account); })) {
      return Fault{missing->journal, missing->position, std::move(missing->what)};
    }
    if (auto what = restores_.find_fault(reader_)) return fault_beside(std::move(what));
    if (auto unfinished = erasures_.find_unfinished()) {
      return Fault{unfinished->journal, unfinished->position, std::move(unfinished->what)};
    }
    for (auto what : {texts_.find_stray_row(), side_tables_.find_stray_row(), totals_.find_stray_row()}) {
      if (what) return fault_beside(std::move(what));
    }
    return std::nullopt;
  }

  std::optional<Fault> compare_snapshots() {
    AccountCheck check(connection_, [this](std::span<const VersionRange> ranges) { return events_in(ranges); });
    std::int64_t compared_events = 0;
    auto what = check.check(accounts_to_compare(), [&](std::size_t accounts, std::int64_t events) {
      report_.snapshots.accounts += static_cast<std::int64_t>(accounts);
      compared_events += events;
      if (options_.whole) progress_(events_.events() + compared_events, total_);
    });
    if (!what && options_.whole) what = check.find_stray_row();
    return fault_beside(std::move(what));
  }

  std::vector<CheckedAccount> accounts_to_compare() {
    if (options_.whole) return events_.accounts();
    report_.snapshots.seed = seed_;
    std::vector<CheckedAccount> chosen;
    auto events_left = options_.sample_events_max;
    for (const auto id : sample_.accounts()) {
      const auto account = events_.account(id);
      if (account.events > events_left) {
        ++report_.snapshots.accounts_too_large;
        continue;
      }
      events_left -= account.events;
      chosen.push_back(account);
    }
    return chosen;
  }

  std::vector<Event> events_in(std::span<const VersionRange> ranges) {
    std::vector<std::int64_t> accounts, firsts, lasts;
    for (const auto& range : ranges) {
      accounts.push_back(range.account.value);
      firsts.push_back(range.first.value);
      lasts.push_back(range.last.value);
    }
    return reader_.read_ranges(accounts, firsts, lasts);
  }

  const DatabaseSettings& settings_;
  const VerifyProgress& progress_;
  const VerifyOptions& options_;
  std::uint64_t seed_;
  EventReader reader_;
  PostgresConnection connection_;
  TotalsCheck totals_;
  std::vector<SeenPosition> seen_;
  std::vector<JournalEnd> ends_;
  EventCheck events_;
  RestoreCheck restores_;
  TextCheck texts_;
  SideTableCheck side_tables_;
  ErasureCheck erasures_;
  AccountSample sample_;
  std::int64_t total_ = 0;
  VerifyReport report_;
};

}  // namespace

VerifyReport verify(const DatabaseSettings& settings, const VerifyProgress& progress, const VerifyOptions& options) {
  VerifyReport report;
  try {
    report = Verification(settings, progress, options).run();
  } catch (const StatementFailed& failure) {
    add_schema(settings, report);
    if (report.schema_faults.empty()) throw;
    report.fault = fault_beside(std::string("tables are not what they were, and cannot be read: ") + failure.what());
    return report;
  }
  if (options.schema) add_schema(settings, report);
  return report;
}

}  // namespace ledger
