#include "ledger/snapshots/snapshot_rebuild.hpp"

#include <spdlog/spdlog.h>

#include <stdexcept>

#include "ledger/domain/values/invariant.hpp"
#include "ledger/snapshots/shadow_tables.hpp"

namespace ledger {
namespace {

// An index of a very large table takes its time.
constexpr SessionLimits rebuild_session_limits{.statement = std::chrono::hours(12)};
constexpr std::chrono::hours answer_deadline{13};
/// For what keeps nobody waiting but this session.
constexpr std::chrono::minutes lock_timeout_alone{60};

// An arbitrary number that no other use of advisory locks in this database may take: "rebuild" in hexadecimal.
constexpr const char* try_lock_sql = "select 1 where pg_try_advisory_lock(x'72656275696c64'::bigint)";
constexpr const char* unlock_sql = "select 1 where pg_advisory_unlock(x'72656275696c64'::bigint)";

/// Asked of the server: a pooler between tells clients a number of its own.
constexpr const char* pid_sql = "select pg_backend_pid()::bigint";
constexpr const char* set_lock_timeout_sql = "select set_config('lock_timeout', $1::bigint::text, false)";
/// A server that is told nothing would go on with the index of a program that was killed, and keep the lock.
constexpr const char* check_connection_sql = "set client_connection_check_interval = '1s'";

}  // namespace

SnapshotRebuild::SnapshotRebuild(const DatabaseSettings& settings, ProjectionLimits limits,
                                 const LockPatience& patience)
    : connection_(settings, {.application = "ledgerctl rebuild", .limits = rebuild_session_limits},
                  {.deadline = answer_deadline, .stop = {}}),
      attempts_(settings, connection_.execute(pid_sql).int64(0, 0), patience),
      limits_(limits) {
  take_turn();
  connection_.execute("set maintenance_work_mem = '256MB'");
  // Until the exchange nothing is lost by a crash but the rebuild itself.
  connection_.execute("set synchronous_commit = off");
  // Somebody may be reading those that an interrupted rebuild has left behind.
  make_patiently("making tables beside the live ones", [this] { create_shadow_tables(connection_); });
  tables_ = std::make_unique<SnapshotTables>(connection_, shadow_suffix, [this] { build_indexes(); });
}

void SnapshotRebuild::take_turn() {
  if (connection_.execute(try_lock_sql).rows() == 0) throw std::runtime_error("another rebuild is under way");
  try {
    connection_.execute(check_connection_sql);
  } catch (const StatementFailed&) {
    // Not every operating system can tell a server that its client is gone: the next rebuild has to wait, then.
  }
}

void SnapshotRebuild::set_lock_timeout(std::chrono::milliseconds timeout) {
  PostgresParameters parameters;
  parameters.add_int64(timeout.count());
  connection_.execute(set_lock_timeout_sql, parameters);
}

/// Does `work`, again and again until nobody is in its way, in attempts that keep nobody waiting for long.
void SnapshotRebuild::make_patiently(const std::string& what, const std::function<void()>& work,
                                     const std::function<void()>& meanwhile) {
  const auto attempt = [&] {
    set_lock_timeout(attempts_.patience().attempt);
    try {
      work();
      set_lock_timeout(lock_timeout_alone);
      return true;
    } catch (const StatementFailed& error) {
      if (!is_lock_contention(error.sqlstate())) throw;
      connection_.execute("rollback");
      set_lock_timeout(lock_timeout_alone);
      return false;
    }
  };
  attempts_.make(what, attempt, meanwhile);
}

SnapshotRebuild::~SnapshotRebuild() {
  try {
    if (!exchanged_) {
      connection_.execute("rollback");
      set_lock_timeout(attempts_.patience().attempt);
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
  journals_.emplace(journal,
                    Journal{.projection = Projection(*tables_, journal, limits_),
                            .reached = {.at = {.position = Position(0), .hash = genesis_hash}, .generation = 0}});
}

void SnapshotRebuild::apply(JournalId journal, std::span<const Event> events) {
  if (events.empty()) return;
  auto& state = journals_.at(journal);
  ensure(events.front().position == state.reached.at.position.next(), "events do not follow those applied before");
  connection_.execute("begin");
  state.projection.apply(events);
  connection_.execute("commit");
  state.reached.at = point_of(events.back());
}

void SnapshotRebuild::build_indexes() {
  if (indexed_) return;
  indexed_ = true;
  // Nobody but this session writes to these tables, so nobody waits behind it.
  add_shadow_indexes(connection_);
  make_patiently("making keys of the new snapshots", [this] { add_shadow_keys(connection_); });
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

void SnapshotRebuild::exchange(const std::function<void()>& catch_up) {
  ensure(indexed_, "snapshots are exchanged when they are complete");
  // Accounts that were opened since.
  write_held_back();
  const auto catch_up_and_write = [&] {
    catch_up();
    write_held_back();
  };
  make_patiently(
      "exchanging the snapshots", [this] { try_exchange(); }, catch_up_and_write);
  exchanged_ = true;
  for (const char* table : {"account_snapshot", "run_slot", "run_row"}) {
    connection_.execute((std::string("analyze ") + table).c_str());
  }
}

void SnapshotRebuild::try_exchange() {
  connection_.execute("begin");
  // This commit makes everything before it durable too.
  connection_.execute("set local synchronous_commit = on");
  for (auto& [journal, state] : journals_) {
    const auto live = lock_checkpoint(connection_, journal);
    state.reached.generation = live.generation + 1;
  }
  swap_in_shadow_tables(connection_);
  for (const auto& [journal, state] : journals_) move_checkpoint(connection_, journal, state.reached);
  connection_.execute("commit");
}

}  // namespace ledger
