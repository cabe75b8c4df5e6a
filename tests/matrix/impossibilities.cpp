#include "tests/matrix/command_expectations.hpp"

namespace ledger::test {

const std::vector<Impossibility>& impossibilities() {
  using enum CommandKind;
  using enum Situation;
  static const std::vector<Situation> all_about_money = {
      too_little_money,   over_the_limit,      wrong_currency,           unknown_receiver,
      receivers_currency, number_beyond_int64, minor_units_beyond_int64, sum_beyond_int64};
  static const std::vector<Impossibility> table = {
      {deposit, {too_little_money}, "it brings the money"},
      {deposit, {unknown_receiver, receivers_currency}, "it is about one account"},
      {withdraw, {over_the_limit, sum_beyond_int64}, "a balance only falls"},
      {withdraw, {unknown_receiver, receivers_currency}, "it is about one account"},
      {place_hold, {over_the_limit, sum_beyond_int64}, "what is held is a part of the balance"},
      {place_hold, {unknown_receiver, receivers_currency}, "it is about one account"},
      {confirm_hold, {again_under_another_uid}, "its uid is the hold's"},
      {confirm_hold, {over_the_limit, sum_beyond_int64}, "a balance only falls"},
      {confirm_hold, {wrong_currency, unknown_receiver, receivers_currency}, "the hold says where and in what"},
      {cancel_hold, {again_under_another_uid}, "its uid is the hold's"},
      {cancel_hold, all_about_money, "it gives free what is there, and has no amount"},
      {reverse_transaction,
       {wrong_currency, unknown_receiver, receivers_currency, number_beyond_int64, minor_units_beyond_int64},
       "the transaction says how much, where and in what"},
      {open_account, {unknown_account, unknown_receiver, receivers_currency}, "there is no account yet"},
      {open_account, {too_little_money, over_the_limit, sum_beyond_int64}, "an account is opened empty"},
      {change_limit, {too_little_money}, "it moves no money"},
      {change_limit, {wrong_currency, unknown_receiver, receivers_currency}, "it names one account and no currency"},
      {freeze, all_about_money, "no money is in it"},
      {unfreeze, all_about_money, "no money is in it"},
      {close, all_about_money, "no money is in it"},
      {erase_identity, all_about_money, "no money is in it"},
  };
  return table;
}

}  // namespace ledger::test
