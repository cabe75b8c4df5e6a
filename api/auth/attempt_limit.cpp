#include "api/auth/attempt_limit.hpp"

#include <algorithm>

namespace ledger::api {

AttemptLimit::AttemptLimit(std::size_t failures_max, std::chrono::seconds window, std::size_t keys_max)
    : interval_(Clock::duration(window) / static_cast<Clock::rep>(failures_max)),
      allowance_(interval_ * static_cast<Clock::rep>(failures_max - 1)),
      keys_max_(keys_max) {}

std::optional<std::chrono::seconds> AttemptLimit::wait(const Hash& key, Clock::time_point now) const {
  const std::lock_guard lock(mutex_);
  const auto found = ends_.find(key);
  if (found == ends_.end() || found->second <= now + allowance_) return std::nullopt;
  return std::chrono::ceil<std::chrono::seconds>(found->second - now - allowance_);
}

void AttemptLimit::failed(const Hash& key, Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  auto end = now;
  if (const auto found = ends_.find(key); found != ends_.end()) {
    end = std::max(end, found->second);
    erase(found);
  }
  while (!ends_.empty() && (ends_.size() >= keys_max_ || soonest_.begin()->first <= now)) {
    erase(ends_.find(soonest_.begin()->second));
  }
  ends_.emplace(key, end + interval_);
  soonest_.emplace(end + interval_, key);
}

void AttemptLimit::forgive(const Hash& key) {
  const std::lock_guard lock(mutex_);
  if (const auto found = ends_.find(key); found != ends_.end()) erase(found);
}

void AttemptLimit::erase(Ends::iterator found) {
  soonest_.erase({found->second, found->first});
  ends_.erase(found);
}

}  // namespace ledger::api
