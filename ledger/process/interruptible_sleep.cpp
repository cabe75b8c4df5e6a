#include "ledger/process/interruptible_sleep.hpp"

#include <condition_variable>
#include <mutex>

namespace ledger {

bool sleep_unless_stopped(const std::stop_token& stop, std::chrono::milliseconds duration) {
  // Nobody else knows them: only the end of the time or the request to stop wakes the thread.
  std::mutex mutex;
  std::condition_variable_any stopped;
  std::unique_lock lock(mutex);
  stopped.wait_for(lock, stop, duration, [] { return false; });
  return !stop.stop_requested();
}

}  // namespace ledger
