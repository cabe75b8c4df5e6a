// How often something may be tried: passwords, by login and by address.
#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace ledger::api {

/// Counts attempts in windows of a fixed length, each window beginning with its first attempt. In memory, so each
/// replica counts for itself. For any thread.
class AttemptLimit {
 public:
  using Clock = std::chrono::steady_clock;

  /// At most `keys_max` keys are remembered. When there are more within one window, all further ones share a count.
  AttemptLimit(std::size_t attempts_max, std::chrono::seconds window, std::size_t keys_max = 100'000)
      : attempts_max_(attempts_max), window_(window), keys_max_(keys_max) {}

  /// Counts an attempt. Returns how long to wait before the next if there have been too many; the refused one is not
  /// counted.
  std::optional<std::chrono::seconds> attempt(std::string_view key, Clock::time_point now);
  /// Takes attempts of this key back: they led to a success.
  void forgive(std::string_view key);
  /// Takes one attempt of this key back.
  void forgive_one(std::string_view key);

 private:
  struct Count {
    std::size_t attempts = 0;
    Clock::time_point until;
  };

  /// Looks at all keys, so not more than once a second.
  void drop_ended(Clock::time_point now);

  const std::size_t attempts_max_;
  const std::chrono::seconds window_;
  const std::size_t keys_max_;
  std::mutex mutex_;
  std::unordered_map<std::string, Count> counts_;
  Clock::time_point next_sweep_;
};

}  // namespace ledger::api
