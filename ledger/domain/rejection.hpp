// The reasons why a command was not carried out: expected outcomes, not errors of the program.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/domain/values/ids.hpp"
#include "ledger/domain/values/money.hpp"

namespace ledger {

/// Each has a stable name that clients may rely on.
enum class RejectionCode {
  account_not_found,
  account_frozen,
  account_closed,
  account_not_frozen,
  account_not_empty,
  same_account,
  insufficient_funds,
  limit_exceeded,
  limit_invalid,
  limit_below_balance,
  amount_not_positive,
  amount_too_precise,
  amount_out_of_range,
  balance_out_of_range,
  currency_mismatch,
  timestamp_in_future,
  books_closed,
  hold_not_found,
  hold_not_due,
  amount_above_hold,
  transaction_not_found,
  identity_not_found,
  already_reversed,
  not_reversible,
  external_id_taken,
  login_taken,
  uid_reused,
  /// In an atomic batch: another command was refused.
  not_applied,
};

/// "insufficient_funds"
std::string_view name_of(RejectionCode code);

/// The money that an account lacks for a command.
struct Shortfall {
  AccountId account;
  /// What is available, in minor units of `currency`.
  MinorUnits available = 0;
  Currency currency;
  /// The amount in minor units that would have to be available in addition; greater than zero.
  MinorUnits missing = 0;
};

/// Names of a command's fields, as REST calls them; literals.
using FieldNames = std::vector<std::string_view>;

/// The fields in which a command differs from the transaction that has its uid.
struct Difference {
  /// At least one.
  FieldNames fields;
  /// The account that the transaction belongs to. For everybody else even these names would tell something about it.
  AccountId account;
};

/// A refusal. `field` names the part of the command that is wrong and is empty where no single one is; `detail` is for
/// people and holds no personal data.
struct Rejection {
  RejectionCode code;
  std::string_view field;
  std::string detail;
  /// Set for insufficient_funds only. A hold that is over no longer counts, so the refusal stands only once the
  /// account's due holds have expired.
  std::optional<Shortfall> shortfall = std::nullopt;
  /// Only of uid_reused.
  std::optional<Difference> difference = std::nullopt;
};

}  // namespace ledger
