// Snapshots made anew from events beside the live ones, which serve on meanwhile, and exchanged for them at the end.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <span>

#include "ledger/postgres/database_settings.hpp"
#include "ledger/postgres/lock_patience.hpp"
#include "ledger/snapshots/checkpoint.hpp"
#include "ledger/snapshots/projection.hpp"
#include "ledger/snapshots/snapshot_tables.hpp"

namespace ledger {

/// A rebuild may take a gigabyte and a half. With more accounts than these at work at the same time it becomes slow, as
/// each that comes back is loaded again.
constexpr ProjectionLimits rebuild_limits{
    .accounts_max = 1'000'000, .entries_max = 16'000'000, .entries_per_run_max = 1 << 20, .accounts_at_the_end = true};

/// Runs as the tables' owner. Destroy it after an exception: what it made is dropped then, or by the next rebuild.
class SnapshotRebuild {
 public:
  /// Throws std::runtime_error if another rebuild is under way.
  explicit SnapshotRebuild(const DatabaseSettings& settings, ProjectionLimits limits = rebuild_limits,
                           const LockPatience& patience = {});
  ~SnapshotRebuild();
  SnapshotRebuild(const SnapshotRebuild&) = delete;
  SnapshotRebuild& operator=(const SnapshotRebuild&) = delete;

  /// Takes a journal in; those left out lose their snapshots.
  void add_journal(JournalId journal, const Hash& genesis_hash);
  /// Applies the journal's next events, from position 1 on.
  void apply(JournalId journal, std::span<const Event> events);
  /// Writes what was held back, and builds the indexes. apply() is allowed again afterwards, to catch up.
  void complete();
  /// Puts the new snapshots in the place of the live ones, under the lock of all checkpoints, and raises their
  /// generations: a projector starts over with them. Tries again and again while others read the live ones, however
  /// long, and calls `catch_up` in between, which may apply() what has been recorded since.
  void exchange(const std::function<void()>& catch_up = [] {});

 private:
  struct Journal {
    Projection projection;
    Checkpoint reached;
  };
  void take_turn();
  void set_lock_timeout(std::chrono::milliseconds timeout);
  void make_patiently(
      const std::string& what, const std::function<void()>& work, const std::function<void()>& meanwhile = [] {});
  void write_held_back();
  void build_indexes();
  void try_exchange();

  PostgresConnection connection_;
  PatientAttempts attempts_;
  ProjectionLimits limits_;
  bool indexed_ = false;
  bool exchanged_ = false;
  std::unique_ptr<SnapshotTables> tables_;
  std::map<JournalId, Journal> journals_;
};

}  // namespace ledger
