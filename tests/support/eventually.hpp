// Waiting for a state: poll with a deadline.
#pragma once

#include <chrono>
#include <thread>

namespace ledger::test {

constexpr std::chrono::seconds patience{30};

/// Asks `condition` every few milliseconds until it is true or the deadline has passed; the last answer.
template <class Condition>
bool eventually(Condition condition, std::chrono::milliseconds deadline = patience) {
  const auto end = std::chrono::steady_clock::now() + deadline;
  while (!condition()) {
    if (std::chrono::steady_clock::now() >= end) return condition();
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

}  // namespace ledger::test
