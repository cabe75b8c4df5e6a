// Tells whether requests should be sent here: the obstacles to reads and writes at the moment.
#pragma once

#include <span>
#include <vector>

#include "api/coroutines/task.hpp"
#include "api/services/context/app_context.hpp"
#include "ledger/process/obstacles.hpp"

namespace ledger::api {

/// The obstacle of a program that was told to stop, to be noted from the signal on: it still answers for a while, but
/// requests should be sent elsewhere.
Obstacle stopping_obstacle();

/// Returns the obstacles that were noted, and that of this moment: the database is away.
Task<std::vector<Obstacle>> current_obstacles(AppContext& services);

/// Returns true if reads are answered despite the obstacles.
bool allow_reads(std::span<const Obstacle> obstacles);
/// Returns true if writes are taken despite the obstacles, some of them at least.
bool allow_writes(std::span<const Obstacle> obstacles);

}  // namespace ledger::api
