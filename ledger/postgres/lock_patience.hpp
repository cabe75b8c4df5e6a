// Getting locks on tables in use without keeping anyone else waiting: short attempts, with pauses, for ever.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "ledger/postgres/lock_watch.hpp"

namespace ledger {

/// The way in which locks are waited for. All times are greater than zero.
struct LockPatience {
  /// The time for which an attempt waits for a lock. Others that want the same table wait behind it for as long.
  std::chrono::milliseconds attempt{100};
  /// Between attempts, so that those who had to wait can go on.
  std::chrono::milliseconds pause{1'000};
  /// The time between two sentences about whom it waits for.
  std::chrono::milliseconds tell_interval{10'000};
  /// The log without it.
  TellProgress tell = {};
};

/// Returns true if a statement failed because others were in its way: a lock timeout or a deadlock.
bool is_lock_contention(std::string_view sqlstate);

/// The attempts of one session.
class PatientAttempts {
 public:
  /// `pid` is the session's (pg_backend_pid). Its lock_timeout is to be `patience.attempt` during an attempt.
  PatientAttempts(const DatabaseSettings& settings, std::int64_t pid, const LockPatience& patience);

  /// Calls `attempt` until it returns true; false says that others hold a lock. `what` is named in the progress.
  /// `meanwhile` is called in every pause. What either throws comes out.
  void make(
      const std::string& what, const std::function<bool()>& attempt, const std::function<void()>& meanwhile = [] {});

  /// For statements that may wait for as long as it takes, since nobody waits for them.
  [[nodiscard]] LockWatch& watch() { return watch_; }
  [[nodiscard]] const LockPatience& patience() const { return patience_; }

 private:
  LockPatience patience_;
  LockWatch watch_;
};

}  // namespace ledger
