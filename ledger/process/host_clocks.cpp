#include "ledger/process/host_clocks.hpp"

#include <ctime>

namespace ledger {
namespace {

/// A process that is stopped between two readings would see the wall clock jump.
constexpr std::chrono::microseconds gap_max{1'000};
constexpr int tries_max = 10;

}  // namespace

std::chrono::microseconds time_since_boot() {
  timespec now{};
  clock_gettime(CLOCK_BOOTTIME, &now);
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::seconds(now.tv_sec) +
                                                               std::chrono::nanoseconds(now.tv_nsec));
}

HostClocks read_host_clocks() {
  HostClocks clocks;
  for (int tries = 0; tries < tries_max; ++tries) {
    const auto before = time_since_boot();
    clocks.wall = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
    clocks.since_boot = time_since_boot();
    if (clocks.since_boot - before <= gap_max) break;
  }
  return clocks;
}

}  // namespace ledger
