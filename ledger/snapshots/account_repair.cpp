#include "ledger/snapshots/account_repair.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "ledger/snapshots/account_comparison.hpp"
#include "ledger/snapshots/checkpoint.hpp"
#include "ledger/snapshots/projection.hpp"
#include "ledger/snapshots/snapshot_tables.hpp"

namespace ledger {
namespace {

constexpr SessionLimits repair_session_limits{.statement = std::chrono::seconds(10)};
constexpr const char* suffix = "_repair";
/// Events that are asked for at once where few are expected, also while the checkpoint is locked.
constexpr std::int64_t few_events = 200;

/// The sums over all accounts are written too; what one account adds to them is thrown away.
constexpr const char* repair_tables[] = {"account_snapshot", "run_slot", "run_row", "currency_total",
                                         "currency_total_at"};

// {0} is the table, {1} the suffix. They go with the connection.
constexpr const char* create_format = "create temporary table if not exists {0}{1} (like {0} including all)";
constexpr const char* empty_format = "truncate {0}{1}";

constexpr const char* found_sql =
    "select version, balance, held, balance_limit, status, currency from account_snapshot"
    " where account_id = $1::bigint";

/// Returns the state that the snapshot has, however wrong; nothing if there is none, or nothing that could be an
/// account.
std::optional<Account> found_state(PostgresConnection& connection, AccountId account) {
  PostgresParameters parameters;
  parameters.add_int64(account.value);
  const auto row = connection.execute(found_sql, parameters);
  if (row.rows() == 0) return std::nullopt;
  const auto status = account_status_from_number(row.int16(0, 4));
  const auto currency = Currency::from_code(row.text(0, 5));
  if (!status || !currency) return std::nullopt;
  return Account{.id = account,
                 .version = Version(row.int64(0, 0)),
                 .currency = *currency,
                 .status = *status,
                 .balance = row.int64(0, 1),
                 .held = row.int64(0, 2),
                 .limit = row.int64(0, 3)};
}

/// Makes all tables in one transaction, as each commit waits for the disk.
void make_empty_tables(PostgresConnection& connection) {
  connection.execute("begin");
  for (const auto* table : repair_tables) {
    connection.execute(fmt::format(fmt::runtime(create_format), table, suffix).c_str());
    connection.execute(fmt::format(fmt::runtime(empty_format), table, suffix).c_str());
  }
  connection.execute("commit");
}

/// Snapshots derived from the account's events alone, in temporary tables.
class ExpectedSnapshots {
 public:
  /// The tables must be empty.
  ExpectedSnapshots(PostgresConnection& connection, JournalId journal, const AccountEvents& events)
      : tables_(connection, suffix), projection_(tables_, journal, {}), events_(events) {}

  /// Projects up to `limit` more events, none behind `last`. Returns true if all up to there are projected.
  bool advance(Position last, std::int64_t limit) {
    auto page = events_(next_, limit);
    const bool at_end = page.size() < static_cast<std::size_t>(limit);
    const auto end = std::find_if(page.begin(), page.end(), [last](const Event& each) { return each.position > last; });
    const bool is_beyond = end != page.end();
    page.erase(end, page.end());
    if (!page.empty()) {
      projection_.apply(page);
      next_ = page.back().version.next();
      reached_ = page.back().position;
      state_ = state_after(page.back());
    }
    return at_end || is_beyond;
  }

  /// The position of the last event projected.
  [[nodiscard]] Position reached() const { return reached_; }
  [[nodiscard]] const std::optional<Account>& state() const { return state_; }

 private:
  SnapshotTables tables_;
  Projection projection_;
  const AccountEvents& events_;
  Version next_{1};
  Position reached_;
  std::optional<Account> state_;
};

class AccountRepair {
 public:
  AccountRepair(const DatabaseSettings& settings, JournalId journal, AccountId account, const AccountEvents& events,
                const BetweenPages& between, const RepairLimits& limits)
      : connection_(settings, {.application = "ledger repair", .limits = repair_session_limits}),
        journal_(journal),
        account_(account),
        events_(events),
        between_(between),
        limits_(limits),
        comparison_(connection_, account, suffix, limits.page_rows) {}

  RepairReport run() {
    for (int pass = 1; pass <= limits_.passes_max; ++pass) {
      bool differed = false;
      do {
        differed |= repair_next_page();
      } while (!comparison_.is_through());
      // A wrong row may have misled a projector meanwhile, so only a whole pass without a difference is proof.
      if (!differed) break;
    }
    for (const auto& [table, found] : drift_) {
      report_.drift.push_back({.table = table, .missing = found.missing, .unexpected = found.unexpected});
    }
    return std::move(report_);
  }

 private:
  /// Goes on from page to page until one could be compared. Returns true if anything differed.
  bool repair_next_page() {
    for (;;) {
      project_unlocked();
      if (between_) between_();
      connection_.execute("begin");
      auto checkpoint = lock_checkpoint(connection_, journal_);
      if (expected_->reached() > checkpoint.at.position) {
        // A rebuild has exchanged the snapshots for those of an earlier position.
        connection_.execute("rollback");
        expected_.reset();
        projected_ = Position(0);
        comparison_.start_over();
        continue;
      }
      const auto before = expected_->reached();
      if (!expected_->advance(checkpoint.at.position, few_events)) {
        connection_.execute("commit");
        continue;
      }
      const bool differs = repair_locked(checkpoint);
      // If nothing was written, a rollback ends the lock without waiting for the disk.
      const bool wrote = differs || expected_->reached() != before;
      connection_.execute(wrote ? "commit" : "rollback");
      return differs;
    }
  }

  /// Projects what is not projected yet, which can be the whole account, in as many transactions as it takes.
  void project_unlocked() {
    if (!expected_) {
      read_checkpoint(connection_, journal_);
      make_empty_tables(connection_);
      expected_.emplace(connection_, journal_, events_);
    }
    const auto last = find_checkpoint(connection_, journal_).value().at.position;
    if (last == projected_) return;
    // Once all is there, few events come between two pages.
    const auto limit = projected_ == Position(0) ? limits_.page_events : few_events;
    for (bool is_done = false; !is_done;) is_done = expected_->advance(last, limit);
    projected_ = last;
  }

  bool repair_locked(Checkpoint& checkpoint) {
    if (!began_) {
      began_ = true;
      report_.position = checkpoint.at.position;
      report_.expected = expected_->state();
      report_.found = found_state(connection_, account_);
    }
    bool differs = comparison_.repair_heads(drift_);
    differs |= comparison_.repair_page(drift_);
    if (differs) {
      // A projector may have the wrong rows in memory.
      ++checkpoint.generation;
      move_checkpoint(connection_, journal_, checkpoint);
    }
    return differs;
  }

  PostgresConnection connection_;
  const JournalId journal_;
  const AccountId account_;
  const AccountEvents& events_;
  const BetweenPages& between_;
  const RepairLimits limits_;
  AccountComparison comparison_;
  std::optional<ExpectedSnapshots> expected_;
  /// The position up to which everything is in `expected_`; 0 before.
  Position projected_;
  DriftByTable drift_;
  bool began_ = false;
  RepairReport report_;
};

}  // namespace

std::int64_t RepairReport::rows() const {
  return std::accumulate(drift.begin(), drift.end(), std::int64_t{0},
                         [](std::int64_t sum, const TableDrift& each) { return sum + each.missing + each.unexpected; });
}

RepairReport repair_account(const DatabaseSettings& settings, JournalId journal, AccountId account,
                            const AccountEvents& events, const BetweenPages& between, RepairLimits limits) {
  return AccountRepair(settings, journal, account, events, between, limits).run();
}

}  // namespace ledger
