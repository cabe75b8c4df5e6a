// `ledgerctl rebuild`: snapshots made anew from the journal.
#pragma once

#include <cstdint>
#include <functional>

#include "ledger/postgres/database_settings.hpp"
#include "ledger/snapshots/snapshot_rebuild.hpp"

namespace ledger {

/// Told after every page: events projected and events in all.
using RebuildProgress = std::function<void(std::int64_t done, std::int64_t total)>;

/// The result of a rebuild.
struct RebuildReport {
  std::int64_t events = 0;
};

/// Reads every journal in pages, projects it into tables beside the live ones, and exchanges them at the end. Readers
/// and the projector go on meanwhile; the projector starts over with the new tables. Needs the rights of the tables'
/// owner. Waits for as long as somebody reads the live tables, in short attempts that keep nobody else waiting, and
/// goes on following the journals meanwhile. Throws std::runtime_error if another rebuild is under way,
/// InvariantViolation for an event that cannot follow, ConnectionLost and StatementFailed; the live snapshots are then
/// as they were.
RebuildReport rebuild(const DatabaseSettings& settings, const RebuildProgress& progress = {},
                      ProjectionLimits limits = rebuild_limits, const LockPatience& patience = {});

}  // namespace ledger
