// Many things at the same time.
#pragma once

#include <exception>
#include <functional>
#include <latch>
#include <thread>
#include <vector>

namespace ledger::test {

/// Runs `action(0)` … `action(count − 1)`, each in a thread of its own, beginning together; their results in that
/// order. Rethrows what the first of them threw. Catch's assertions belong behind it, not into the action.
template <class Action>
auto at_once(std::size_t count, Action action) {
  using Result = decltype(action(std::size_t{0}));
  std::vector<Result> results(count);
  std::vector<std::exception_ptr> failures(count);
  std::latch start(static_cast<std::ptrdiff_t>(count));
  {
    std::vector<std::jthread> threads;
    for (std::size_t index = 0; index < count; ++index) {
      threads.emplace_back([&, index] {
        start.arrive_and_wait();
        try {
          results[index] = action(index);
        } catch (...) {
          failures[index] = std::current_exception();
        }
      });
    }
  }
  for (const auto& failure : failures) {
    if (failure) std::rethrow_exception(failure);
  }
  return results;
}

}  // namespace ledger::test
