#include "api/services/readiness.hpp"

#include <algorithm>
#include <optional>

#include "api/services/database_check.hpp"

namespace ledger::api {

namespace {

/// Asks the database a question right now, and returns the obstacle to reads if it does not answer.
Task<std::optional<Obstacle>> obstacle_to_reads(AppContext& services) {
  try {
    co_await check_database(services);
  } catch (const ReadsUnavailable& unavailable) {
    co_return Obstacle{
        .code = std::string(unavailable.code), .detail = unavailable.detail, .stops = Obstacle::Stops::everything};
  }
  co_return std::nullopt;
}

}  // namespace

Obstacle stopping_obstacle() {
  const auto reason = Unavailable::Reason::stopping;
  return {.code = std::string(name_of(reason)),
          .detail = std::string(advice_on(reason)),
          .stops = Obstacle::Stops::everything};
}

Task<std::vector<Obstacle>> current_obstacles(AppContext& services) {
  std::optional<Obstacle> of_reads;
  if (!services.stopping) of_reads = co_await obstacle_to_reads(services);
  auto all = services.obstacles.all();
  // The answer of just now is newer than what was noted of reads.
  std::erase_if(all, [&](const Obstacle& each) {
    return each.code == database_away_code && (of_reads || each.stops == Obstacle::Stops::everything);
  });
  if (of_reads) all.insert(all.begin(), std::move(*of_reads));
  co_return all;
}

bool allow_reads(std::span<const Obstacle> obstacles) {
  return std::none_of(obstacles.begin(), obstacles.end(),
                      [](const Obstacle& each) { return each.stops == Obstacle::Stops::everything; });
}

bool allow_writes(std::span<const Obstacle> obstacles) {
  return std::all_of(obstacles.begin(), obstacles.end(),
                     [](const Obstacle& each) { return each.stops == Obstacle::Stops::some_writes; });
}

}  // namespace ledger::api
