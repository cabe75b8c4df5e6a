#include "ledger/process/obstacles.hpp"

#include <algorithm>

namespace ledger {

std::string_view name_of(Obstacle::Stops stops) {
  switch (stops) {
    case Obstacle::Stops::some_writes:
      return "some_writes";
    case Obstacle::Stops::writes:
      return "writes";
    case Obstacle::Stops::everything:
      return "everything";
  }
  __builtin_unreachable();
}

void Obstacles::note(const std::string& source, Obstacle obstacle) {
  const std::lock_guard lock(mutex_);
  auto place = std::pair(obstacle.code, source);
  noted_.insert_or_assign(std::move(place), std::move(obstacle));
}

void Obstacles::clear(const std::string& source, const std::string& code) {
  const std::lock_guard lock(mutex_);
  noted_.erase({code, source});
}

std::vector<Obstacle> Obstacles::all() const {
  const std::lock_guard lock(mutex_);
  std::vector<Obstacle> all;
  for (const auto& [place, obstacle] : noted_) {
    const auto is_same = [&noted = obstacle](const Obstacle& other) {
      return other.code == noted.code && other.detail == noted.detail && other.stops == noted.stops;
    };
    if (std::none_of(all.begin(), all.end(), is_same)) all.push_back(obstacle);
  }
  return all;
}

}  // namespace ledger
