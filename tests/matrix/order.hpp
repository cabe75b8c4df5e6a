// A command as anybody would say it, before a way in gives it its own words.
#pragma once

#include <string>
#include <string_view>

namespace ledger::test {

/// Every command that clients can give.
enum class CommandKind {
  open_account,
  deposit,
  withdraw,
  transfer,
  place_hold,
  confirm_hold,
  cancel_hold,
  reverse_transaction,
  change_limit,
  freeze,
  unfreeze,
  close,
  erase_identity,
};

inline constexpr CommandKind all_commands[] = {
    CommandKind::open_account,   CommandKind::deposit,      CommandKind::withdraw,    CommandKind::transfer,
    CommandKind::place_hold,     CommandKind::confirm_hold, CommandKind::cancel_hold, CommandKind::reverse_transaction,
    CommandKind::change_limit,   CommandKind::freeze,       CommandKind::unfreeze,    CommandKind::close,
    CommandKind::erase_identity,
};

/// "place_hold"
std::string_view name_of(CommandKind command);

/// An account by its number, and by the name that the dialects know it by, which is a UUID.
struct Customer {
  std::string id;
  std::string external_id;
};

/// One command. What is empty is left out.
struct Order {
  CommandKind command{};
  /// The transaction's own; of what ends a hold, the hold's.
  std::string uid;
  Customer account;
  Customer receiver;
  /// Decimal numbers in the currency's units, which has two decimals.
  std::string amount;
  std::string limit;
  /// The change of the limit. An order with both fields lets the entry point choose one: they mean the same.
  std::string difference;
  std::string currency;
  /// The name of the account to open.
  std::string name;
  /// The transaction to reverse.
  std::string reverses;
};

/// An amount of a currency with two decimals in minor units, however large: "-0.50" is "-050", "7" is "700".
std::string minor_units(std::string amount);

}  // namespace ledger::test
