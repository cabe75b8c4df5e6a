// Commands that move money or set it aside, and those that end or undo that.
#include "tests/matrix/command_expectations.hpp"

namespace ledger::test {
namespace {

const std::vector<EntryPointName> balances = {EntryPointName::balance, EntryPointName::balance_grpc};

const OtherOutcome no_wallet = {{EntryPointName::wallets}, "wallet_not_found", "its accounts are wallets"};
const OtherOutcome no_number = {{EntryPointName::balance}, "number_out_of_range", "its amounts are whole numbers"};

/// The balance dialect gives everybody a balance: until the first write it is 0, with a limit of 0.
OtherOutcome unopened(const std::string& code) {
  return {balances, code, "who is unknown has nothing and may have nothing"};
}

}  // namespace

const std::vector<Expectation>& expectations_of_money() {
  using enum CommandKind;
  using enum Situation;
  static const std::vector<Expectation> table = {
      {deposit, replay, "replayed"},
      {deposit, again_under_another_uid, "recorded"},
      {deposit, other_content, "uid_reused"},
      {deposit, uid_of_another, "uid_reused"},
      {deposit, over_the_limit, "limit_exceeded"},
      {deposit, unknown_account, "account_not_found", {no_wallet, unopened("limit_exceeded")}},
      {deposit, wrong_currency, "currency_mismatch"},
      {deposit, number_beyond_int64, "amount_out_of_range", {no_number}},
      {deposit, minor_units_beyond_int64, "amount_out_of_range", {no_number}},
      {deposit, sum_beyond_int64, "balance_out_of_range"},

      {withdraw, replay, "replayed"},
      {withdraw, again_under_another_uid, "recorded"},
      {withdraw, other_content, "uid_reused"},
      {withdraw, uid_of_another, "uid_reused"},
      {withdraw, too_little_money, "insufficient_funds"},
      {withdraw, unknown_account, "account_not_found", {no_wallet, unopened("insufficient_funds")}},
      {withdraw, wrong_currency, "currency_mismatch"},
      {withdraw, number_beyond_int64, "amount_out_of_range", {no_number}},
      {withdraw, minor_units_beyond_int64, "amount_out_of_range", {no_number}},

      {transfer, replay, "replayed"},
      {transfer, again_under_another_uid, "recorded"},
      {transfer, other_content, "uid_reused"},
      {transfer, uid_of_another, "uid_reused"},
      {transfer, too_little_money, "insufficient_funds"},
      {transfer, over_the_limit, "limit_exceeded"},
      {transfer, unknown_account, "account_not_found"},
      {transfer, unknown_receiver, "account_not_found"},
      {transfer, wrong_currency, "currency_mismatch"},
      {transfer, receivers_currency, "currency_mismatch"},
      {transfer, number_beyond_int64, "amount_out_of_range"},
      {transfer, minor_units_beyond_int64, "amount_out_of_range"},
      {transfer, sum_beyond_int64, "balance_out_of_range"},

      {place_hold, replay, "replayed"},
      {place_hold, again_under_another_uid, "recorded"},
      {place_hold, other_content, "uid_reused", {{balances, "replayed", "opened again, the first one counts"}}},
      {place_hold, uid_of_another, "uid_reused", {{balances, "recorded", "its uid is made of names"}}},
      {place_hold, too_little_money, "insufficient_funds"},
      {place_hold, unknown_account, "account_not_found", {unopened("insufficient_funds")}},
      {place_hold, wrong_currency, "currency_mismatch"},
      {place_hold, number_beyond_int64, "amount_out_of_range", {no_number}},
      {place_hold, minor_units_beyond_int64, "amount_out_of_range", {no_number}},

      // A hold that has ended is answered with its final state, whichever way it is to be ended again.
      {confirm_hold, replay, "replayed"},
      {confirm_hold, other_content, "as_it_is"},
      {confirm_hold, uid_of_another, "hold_not_found"},
      {confirm_hold, too_little_money, "amount_above_hold"},
      {confirm_hold, unknown_account, "hold_not_found"},
      {confirm_hold, number_beyond_int64, "amount_out_of_range"},
      {confirm_hold, minor_units_beyond_int64, "amount_out_of_range"},

      {cancel_hold, replay, "replayed"},
      {cancel_hold, other_content, "as_it_is"},
      {cancel_hold, uid_of_another, "hold_not_found"},
      {cancel_hold, unknown_account, "hold_not_found"},

      {reverse_transaction, replay, "replayed"},
      {reverse_transaction, again_under_another_uid, "already_reversed"},
      {reverse_transaction, other_content, "uid_reused"},
      {reverse_transaction, uid_of_another, "uid_reused"},
      {reverse_transaction, too_little_money, "insufficient_funds"},
      {reverse_transaction, over_the_limit, "limit_exceeded"},
      {reverse_transaction, unknown_account, "transaction_not_found"},
      {reverse_transaction, sum_beyond_int64, "balance_out_of_range"},
  };
  return table;
}

}  // namespace ledger::test
