#include "ledger/snapshots/snapshot_rebuild.hpp"

#include <spdlog/spdlog.h>

#include <stdexcept>

#include "ledger/domain/invariant.hpp"
#include "ledger/snapshots/shadow_tables.hpp"

namespace ledger {
namespace {

// An index of a very large table takes its time.
constexpr SessionLimits rebuild_session_limits{.statement = std::chrono::hours(12)};
constexpr std::chrono::hours answer_deadline{13};
constexpr int exchange_attempts_max = 60;

// An arbitrary number that no other use of advisory locks in this database may take: "rebuild" in hexadecimal.
constexpr const char* try_lock_sql = "select 1 where pg_try_advisory_lock(x'72656275696c64'::bigint)";
constexpr const char* unlock_sql = "select 1 where pg_advisory_unlock(x'72656275696c64'::bigint)";

/// Lock timeout and deadlock (PostgreSQL manual, appendix A): others were in the way.
bool is_contention(const StatementFailed& error) { return error.sqlstate() == "55P03" || error.sqlstate() == "40P01"; }

}  // namespace

SnapshotRebuild::SnapshotRebuild(const DatabaseSettings& settings, ProjectionLimits limits)
    : connection_(settings, {.application = "ledgerctl rebuild", .limits = rebuild_session_limits},
                  {.deadline = answer_deadline, .stop = {}}),
      limits_(limits) {
  if (connection_.execute(try_lock_sql).rows() == 0) throw std::runtime_error("another rebuild is under way");
  connection_.execute("set maintenance_work_mem = '256MB'");
  // Until the exchange nothing is lost by a crash but the rebuild itself.
  connection_.execute("set synchronous_commit = off");
  create_shadow_tables(connection_);
  tables_ = std::make_unique<SnapshotTables>(connection_, shadow_suffix, [this] { build_indexes(); });
}

SnapshotRebuild::~SnapshotRebuild() {
  try {
    if (!exchanged_) {
      connection_.execute("rollback");
      drop_shadow_tables(connection_);
    }
    // The end of the connection would do it too, but the server may notice that only later than the next rebuild
    // begins.
    connection_.execute(unlock_sql);
  } catch (const std::exception& error) {
    spdlog::warn("tables of the rebuild may be left behind, for the next one to drop: {}", error.what());
  }
}

void SnapshotRebuild::add_journal(JournalId journal, const Hash& genesis_hash) {
  // There is a checkpoint to move at the end also for a journal that was never projected.
  read_checkpoint(connection_, journal);
  journals_.emplace(journal, Journal{.projection = Projection(*tables_, journal, limits_),
                                     .reached = {.position = Position(0), .hash = genesis_hash, .generation = 0}});
}

void SnapshotRebuild::apply(JournalId journal, std::span<const Event> events) {
  if (events.empty()) return;
  auto& state = journals_.at(journal);
  must_hold(events.front().position == state.reached.position.next(), "events do not follow those applied before");
  connection_.execute("begin");
  state.projection.apply(events);
  connection_.execute("commit");
  state.reached.position = events.back().position;
  state.reached.hash = events.back().hash;
}

void SnapshotRebuild::build_indexes() {
  if (indexed_) return;
  indexed_ = true;
  add_shadow_indexes(connection_);
}

void SnapshotRebuild::complete() {
  write_held_back();
  build_indexes();
}

void SnapshotRebuild::write_held_back() {
  for (auto& [journal, state] : journals_) {
    connection_.execute("begin");
    state.projection.finish();
    connection_.execute("commit");
  }
}

void SnapshotRebuild::exchange() {
  must_hold(indexed_, "snapshots are exchanged when they are complete");
  // Accounts that were opened since.
  write_held_back();
  // The commit of the exchange makes everything before it durable too.
  connection_.execute("set synchronous_commit = on");
  for (int attempt = 1;; ++attempt) {
    try {
      try_exchange();
      exchanged_ = true;
      break;
    } catch (const StatementFailed& error) {
      if (!is_contention(error) || attempt == exchange_attempts_max) throw;
      spdlog::info("readers or the projector are in the way, trying again: {}", error.what());
      connection_.execute("rollback");
    }
  }
  for (const char* table : {"account_snapshot", "run_slot", "run_row"}) {
    connection_.execute((std::string("analyze ") + table).c_str());
  }
}

void SnapshotRebuild::try_exchange() {
  connection_.execute("begin");
  for (auto& [journal, state] : journals_) {
    const auto live = lock_checkpoint(connection_, journal);
    state.reached.generation = live.generation + 1;
  }
  exchange_shadow_tables(connection_);
  for (const auto& [journal, state] : journals_) move_checkpoint(connection_, journal, state.reached);
  connection_.execute("commit");
}

}  // namespace ledger
