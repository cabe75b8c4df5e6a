#include "api/services/context/repairs.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <numeric>
#include <thread>

#include "ledger/domain/newer_event.hpp"
#include "ledger/journal/event_reader.hpp"
#include "ledger/queries/account_versions.hpp"

namespace ledger::api {
namespace {

constexpr ReadLimits limits{.threads = 1, .queue_max = 16, .deadline = std::chrono::minutes(2)};
constexpr std::chrono::milliseconds pause_max{100};

std::vector<Event> versions_from(EventReader& reader, AccountId account, Version first, std::int64_t count) {
  const std::vector<std::int64_t> accounts(static_cast<std::size_t>(count), account.value);
  std::vector<std::int64_t> versions(accounts.size());
  std::iota(versions.begin(), versions.end(), first.value);
  auto events = reader.read_versions(accounts, versions);
  std::sort(events.begin(), events.end(),
            [](const Event& left, const Event& right) { return left.version < right.version; });
  return events;
}

}  // namespace

Repairs::Repairs(DatabaseSettings settings, prometheus::Registry& metrics)
    : settings_(std::move(settings)),
      repairs_(prometheus::BuildCounter()
                   .Name("ledger_repairs_total")
                   .Help("Accounts whose snapshots were compared with their events, by what was found")
                   .Register(metrics)),
      clean_(repairs_.Add({{"found", "nothing"}})),
      drifted_(repairs_.Add({{"found", "drift"}})),
      drift_rows_(prometheus::BuildCounter()
                      .Name("ledger_repair_drift_rows_total")
                      .Help("Rows of snapshots that were missing or unexpected, and were put right")
                      .Register(metrics)
                      .Add({})),
      pool_(settings_, limits, metrics, "repairs") {}

Repairs::~Repairs() { stopping_ = true; }

Task<std::optional<RepairReport>> Repairs::run(JournalId journal, AccountId account) {
  auto ask = [account](pqxx::transaction_base& transaction) { return last_version(transaction, account); };
  auto work = [this, journal, account, ask](pqxx::transaction_base& transaction) -> std::optional<RepairReport> {
    if (ask(transaction) == Version(0)) return std::nullopt;
    return repair(journal, account);
  };
  co_return co_await pool_.run(std::move(work));
}

std::optional<RepairReport> Repairs::repair(JournalId journal, AccountId account) {
  try {
    return try_repair(journal, account);
  } catch (const ConnectionLost& error) {
    spdlog::warn("a repair failed: {}", error.what());
    throw ReadsUnavailable{"database_away", "the database cannot be reached; try again"};
  } catch (const NewerEvent& error) {
    throw ReadsUnavailable{event_type_unknown_code, error.what()};
  } catch (const StatementFailed& error) {
    // A lock or a statement that took too long (PostgreSQL manual, appendix A).
    if (error.sqlstate() != "55P03" && error.sqlstate() != "57014") throw;
    spdlog::warn("a repair failed: {}", error.what());
    throw ReadsUnavailable{"deadline_passed", "the database did not answer in time"};
  }
}

std::optional<RepairReport> Repairs::try_repair(JournalId journal, AccountId account) {
  EventReader reader(settings_, "ledger repair");
  const auto go_on = [this] {
    if (stopping_) throw ReadsUnavailable{"stopping", "the ledger is stopping; try again elsewhere"};
  };
  const AccountEvents events = [&](Version first, std::int64_t limit) {
    go_on();
    return versions_from(reader, account, first, limit);
  };
  auto page_begun = std::chrono::steady_clock::now();
  const BetweenPages between = [&] {
    go_on();
    // It pauses as long as a page took: half of the database's time is the projector's and the readers'.
    std::this_thread::sleep_for(
        std::min<std::chrono::steady_clock::duration>(std::chrono::steady_clock::now() - page_begun, pause_max));
    page_begun = std::chrono::steady_clock::now();
  };
  auto report = repair_account(settings_, journal, account, events, between);
  (report.drift.empty() ? clean_ : drifted_).Increment();
  drift_rows_.Increment(static_cast<double>(report.rows()));
  if (!report.drift.empty()) {
    spdlog::error("the snapshots of an account had {} rows that did not follow from its events, and were repaired",
                  report.rows());
  }
  return report;
}

}  // namespace ledger::api
