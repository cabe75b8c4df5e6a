// A record of ledger.balances.v1, as far as an ad engine cares.
#pragma once

#include <compare>
#include <optional>
#include <string_view>

#include "ledger/domain/ids.hpp"
#include "ledger/domain/moment.hpp"

namespace ledger::example {

/// Which of two records of an account is the newer one. The time comes first: after a failover of the ledger's database
/// that lost events, versions come again with other content, but later.
struct Age {
  Moment recorded{};
  Version version;
  auto operator<=>(const Age&) const = default;
};

struct Balance {
  AccountId account;
  Age age;
  /// There is money to spend, and the account is neither frozen nor closed.
  bool ads_may_run = false;
};

/// Reads a record's value; nothing for what is no balance.
std::optional<Balance> parse_balance(std::string_view json);

}  // namespace ledger::example
