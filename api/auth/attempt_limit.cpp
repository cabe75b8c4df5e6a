#include "api/auth/attempt_limit.hpp"

namespace ledger::api {
namespace {

/// What keys share when there are too many: no login and no address is the empty text.
constexpr std::string_view shared_key;

}  // namespace

std::optional<std::chrono::seconds> AttemptLimit::attempt(std::string_view key, Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  std::string name(key);
  if (counts_.size() >= keys_max_ && !counts_.contains(name)) {
    drop_ended(now);
    if (counts_.size() >= keys_max_) name = shared_key;
  }
  Count& count = counts_[name];
  if (now >= count.until) count = {.attempts = 0, .until = now + window_};
  if (count.attempts >= attempts_max_) return std::chrono::ceil<std::chrono::seconds>(count.until - now);
  ++count.attempts;
  return std::nullopt;
}

void AttemptLimit::forgive(std::string_view key) {
  const std::lock_guard lock(mutex_);
  counts_.erase(std::string(key));
}

void AttemptLimit::forgive_one(std::string_view key) {
  const std::lock_guard lock(mutex_);
  const auto found = counts_.find(std::string(key));
  if (found != counts_.end() && found->second.attempts > 0) --found->second.attempts;
}

void AttemptLimit::drop_ended(Clock::time_point now) {
  if (now < next_sweep_) return;
  next_sweep_ = now + std::chrono::seconds(1);
  std::erase_if(counts_, [now](const auto& each) { return now >= each.second.until; });
}

}  // namespace ledger::api
