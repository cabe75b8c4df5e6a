// Tells who keeps a session waiting, as another session sees it.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "ledger/postgres/database_settings.hpp"

namespace ledger {

/// Receives what a command that waits tells its operator, a sentence a call.
using TellProgress = std::function<void(const std::string& sentence)>;

/// The times that a LockWatch waits between looks and between sentences. All are greater than zero.
struct LockWatchIntervals {
  /// Shorter than an attempt at a lock, or nobody is seen.
  std::chrono::milliseconds look{30};
  std::chrono::milliseconds tell{10'000};
};

/// Looks, with a connection and a thread of its own, for who blocks a session.
class LockWatch {
 public:
  /// `pid` is the session's (pg_backend_pid). A connection that is lost is made anew; without one nobody is seen.
  LockWatch(const DatabaseSettings& settings, std::int64_t pid, TellProgress tell, LockWatchIntervals intervals = {});
  ~LockWatch();
  LockWatch(const LockWatch&) = delete;
  LockWatch& operator=(const LockWatch&) = delete;

  /// Looks from here on. With `what` not empty, it tells now and then that `what` waits, and for whom.
  void begin(const std::string& what = "");
  /// Looks no longer. "pid 4711 (pg_dump, role backup, in a transaction for 12 s)", the last that were seen since
  /// begin(); empty if there was none.
  std::string end();

 private:
  class Loop;
  std::unique_ptr<Loop> loop_;
};

}  // namespace ledger
