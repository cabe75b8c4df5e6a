// Callers of a queue take turns.
#include "api/coroutines/fair_queue.hpp"

#include <vector>

#include "tests/support/catch.hpp"

namespace ledger::api {

TEST_CASE("Of several callers each gets one item in turn, in the order of his own", "[reads]") {
  FairQueue<int> queue;
  for (const int item : {10, 11, 12, 13}) queue.push("greedy", item);
  queue.push("modest", 20);
  queue.push("third", 30);
  queue.push("third", 31);
  CHECK(queue.size() == 7);
  CHECK(queue.size_of("greedy") == 4);
  std::vector<int> taken;
  for (int count = 0; count < 4; ++count) taken.push_back(queue.pop());
  // A caller who comes again waits for those who arrived in between.
  queue.push("modest", 21);
  while (!queue.empty()) taken.push_back(queue.pop());
  CHECK(taken == std::vector<int>{10, 20, 30, 11, 31, 12, 21, 13});
  CHECK(queue.size_of("greedy") == 0);
  CHECK(queue.size_of("nobody") == 0);
  queue.push("greedy", 14);
  CHECK(queue.pop() == 14);
}

}  // namespace ledger::api
