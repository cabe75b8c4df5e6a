// Bounds how often something may fail: passwords, by login and by network.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <utility>

#include "ledger/domain/event.hpp"

namespace ledger::api {

/// Remembers failures by key. A failure is forgotten after `window / failures_max`, one after the other; a key that has
/// `failures_max` remembered failures has to wait until one is forgotten. So `failures_max` may follow each other at
/// once, and as many again in every window. In memory, so each replica counts for itself. For any thread.
class AttemptLimit {
 public:
  using Clock = std::chrono::steady_clock;

  /// At most `keys_max` keys are remembered, greater than zero. Beyond it the key is forgotten that would be soonest
  /// anyway, so a key with many failures is not forgotten because of many keys with few.
  AttemptLimit(std::size_t failures_max, std::chrono::seconds window, std::size_t keys_max = 50'000);

  /// Returns the time to wait before the next attempt, at least a second; nothing if it may be made now.
  std::optional<std::chrono::seconds> wait(const Hash& key, Clock::time_point now) const;
  void failed(const Hash& key, Clock::time_point now);
  /// Forgets all failures of this key.
  void forgive(const Hash& key);

 private:
  using Ends = std::map<Hash, Clock::time_point>;

  void erase(Ends::iterator found);

  const Clock::duration interval_;
  /// The failures that may be remembered while a further attempt is allowed, as time.
  const Clock::duration allowance_;
  const std::size_t keys_max_;
  mutable std::mutex mutex_;
  /// The time when a key's last failure will be forgotten: each failure counts for one interval.
  Ends ends_;
  std::set<std::pair<Clock::time_point, Hash>> soonest_;
};

}  // namespace ledger::api
