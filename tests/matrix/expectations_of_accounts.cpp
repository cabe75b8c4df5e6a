// Commands about accounts themselves. Without a uid or a key, which is what makes a replay of them, each call is a new
// command: that is `again_under_another_uid`.
#include "tests/matrix/command_expectations.hpp"

namespace ledger::test {
namespace {

const OtherOutcome no_integer = {{EntryPointName::balance}, "number_out_of_range", "its amounts are whole numbers"};
const OtherOutcome opened_by_it = {
    {EntryPointName::balance, EntryPointName::balance_grpc}, "recorded", "the first write opens an account"};

}  // namespace

const std::vector<Expectation>& expectations_of_accounts() {
  using enum CommandKind;
  using enum Situation;
  static const std::vector<Expectation> table = {
      {open_account, replay, "replayed"},
      {open_account, again_under_another_uid, "recorded"},
      {open_account, other_content, "uid_reused"},
      {open_account, uid_of_another, "uid_reused"},
      {open_account, wrong_currency, "currency_unknown"},
      {open_account, number_beyond_int64, "amount_out_of_range"},
      {open_account, minor_units_beyond_int64, "amount_out_of_range"},

      {change_limit, replay, "replayed"},
      {change_limit, again_under_another_uid, "recorded"},
      {change_limit, other_content, "uid_reused"},
      {change_limit, uid_of_another, "uid_reused"},
      {change_limit, over_the_limit, "limit_below_balance"},
      {change_limit, unknown_account, "account_not_found", {opened_by_it}},
      {change_limit, number_beyond_int64, "amount_out_of_range", {no_integer}},
      {change_limit, minor_units_beyond_int64, "amount_out_of_range", {no_integer}},
      {change_limit, sum_beyond_int64, "limit_invalid"},

      {freeze, replay, "replayed"},
      {freeze, again_under_another_uid, "account_frozen"},
      {freeze, other_content, "uid_reused"},
      {freeze, uid_of_another, "uid_reused"},
      {freeze, unknown_account, "account_not_found"},

      {unfreeze, replay, "replayed"},
      {unfreeze, again_under_another_uid, "account_not_frozen"},
      {unfreeze, other_content, "uid_reused"},
      {unfreeze, uid_of_another, "uid_reused"},
      {unfreeze, unknown_account, "account_not_found"},

      {close, replay, "replayed"},
      {close, again_under_another_uid, "account_closed"},
      {close, other_content, "uid_reused"},
      {close, uid_of_another, "uid_reused"},
      {close, unknown_account, "account_not_found"},

      {erase_identity, replay, "replayed"},
      {erase_identity, again_under_another_uid, "identity_not_found"},
      {erase_identity, other_content, "uid_reused"},
      {erase_identity, uid_of_another, "uid_reused"},
      {erase_identity, unknown_account, "account_not_found"},
  };
  return table;
}

}  // namespace ledger::test
