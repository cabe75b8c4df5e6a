// A record of ledger.balances.v1, as far as an ad engine cares.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>

#include "ledger/domain/values/ids.hpp"

namespace ledger::example {

/// Tells which of two records of an account is newer. The epoch comes first: when the ledger had to give published
/// events up after a restore, it begins a new epoch, in which versions may come again with other content.
struct Age {
  std::int64_t epoch = 1;
  Version version;
  auto operator<=>(const Age&) const = default;
};

struct Balance {
  AccountId account;
  Age age;
  /// There is money to spend, and the account is neither frozen nor closed.
  bool ads_may_run = false;
};

/// The content of a record.
struct BalanceRecord {
  /// The account's id.
  std::string_view key;
  /// JSON; nothing in a tombstone.
  std::optional<std::string_view> value;
  /// Header ce_type.
  std::string_view type;
  /// Header ledger_epoch, which a tombstone has.
  std::string_view epoch;
};

/// The balance that the record tells; nothing for what is none, such as a type of record that this program does not
/// know. A tombstone says that the account vanished in its epoch: that is version 0 of this epoch, newer than all that
/// was before it, and no ads run.
std::optional<Balance> balance_in(const BalanceRecord& record);

/// Reads a record's value; nothing for what is no balance. Members that it does not know are ignored.
std::optional<Balance> parse_balance(std::string_view json);

}  // namespace ledger::example
