// Whether requests should be sent here: what stops reads or writes at the moment.
#pragma once

#include <span>
#include <vector>

#include "api/coroutines/task.hpp"
#include "api/services/app_context.hpp"
#include "ledger/process/obstacles.hpp"

namespace ledger::api {

/// Everything that was noted, and whether the program is stopping and its database answers a question right now.
Task<std::vector<Obstacle>> current_obstacles(AppContext& services);

/// Whether reads are answered despite the obstacles.
bool allow_reads(std::span<const Obstacle> obstacles);
/// Whether writes are taken despite the obstacles, some of them at least.
bool allow_writes(std::span<const Obstacle> obstacles);

}  // namespace ledger::api
