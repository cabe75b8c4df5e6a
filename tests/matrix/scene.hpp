// Makes a situation real: accounts, what was done before, and the order that meets it.
#pragma once

#include <optional>
#include <vector>

#include "tests/matrix/order.hpp"
#include "tests/matrix/situation.hpp"
#include "tests/support/api/api_server.hpp"

namespace ledger::test {

struct Scene {
  /// Sent first, through the same entry point as the order; the last of them is what a replay repeats.
  std::vector<Order> before;
  Order order;
  /// All accounts that the orders are about.
  std::vector<Customer> customers;
};

/// Accounts of its own for each scene. Nothing if the command cannot meet the situation.
std::optional<Scene> set_scene(ApiClient& client, CommandKind command, Situation situation);

}  // namespace ledger::test
