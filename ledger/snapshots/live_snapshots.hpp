// The live snapshots of a journal, brought forward batch by batch: each in one transaction with its checkpoint.
#pragma once

#include <optional>
#include <span>
#include <stop_token>
#include <string>

#include "ledger/postgres/postgres.hpp"
#include "ledger/snapshots/checkpoint.hpp"
#include "ledger/snapshots/projection.hpp"
#include "ledger/snapshots/snapshot_tables.hpp"

namespace ledger {

/// Makes its own connection and never reconnects: after an exception destroy it, which rolls back, and make another.
/// Any number of them, also in other processes, may be at work on a journal: what one has done, another one does not do
/// again.
class LiveSnapshots {
 public:
  /// Once `stop` is requested, a server that hangs is not waited for.
  LiveSnapshots(const DatabaseSettings& settings, JournalId journal, ProjectionLimits limits = {},
                std::stop_token stop = {});

  /// Forgets what is in memory and starts over where the tables stand.
  const Checkpoint& start();
  /// Returns where the tables stood after the last start() or apply().
  [[nodiscard]] const Checkpoint& checkpoint() const { return checkpoint_; }

  /// Returns how many accounts are in memory, at most ProjectionLimits::accounts_max between two calls.
  [[nodiscard]] std::size_t accounts_in_memory() const { return projection_ ? projection_->accounts_in_memory() : 0; }

  /// Applies events that follow the checkpoint without a gap, and moves it. False, without any change, if the
  /// checkpoint is not as it was left here: start() then. Throws InvariantViolation for an event that cannot follow,
  /// and as PostgresConnection does.
  bool apply(std::span<const Event> events);

  /// As in checkpoint.hpp, on this connection.
  bool take_lease(const std::string& holder, std::chrono::milliseconds duration);
  void release_lease(const std::string& holder);

 private:
  PostgresConnection connection_;
  JournalId journal_;
  ProjectionLimits limits_;
  SnapshotTables tables_;
  std::optional<Projection> projection_;
  Checkpoint checkpoint_;
};

}  // namespace ledger
