// Deposits, withdrawals and transfers: given these accounts, when this is asked, then that is recorded or refused.
#include "tests/support/catch.hpp"
#include "tests/support/journal/writer_harness.hpp"
#include "tests/unit/domain/given_ledger.hpp"

namespace ledger::test {
namespace {

constexpr std::int64_t unknown_account = 99;

/// Account 1 has 100.00, of which 30.00 are on hold, and room for 50.00 more; the others are what their lines say.
GivenLedger accounts_of_payers() {
  GivenLedger given;
  given.with({.id = 1, .balance = 10'000, .held = 3'000, .limit = 15'000})
      .with({.id = 2, .balance = 0, .limit = 2'000})
      .with({.id = 3, .balance = 5'000, .currency = "EUR"})
      .with({.id = 4, .balance = 5'000, .status = AccountStatus::frozen})
      .with({.id = 5, .status = AccountStatus::closed})
      .with({.id = 6, .balance = 500, .currency = "JPY"})
      .with({.id = 7, .balance = no_limit - 10});
  return given;
}

template <class Kind>
Kind at(Kind command, const char* effective) {
  command.effective = parse_moment(effective).value();
  return command;
}

template <class Kind>
Kind in_currency(Kind command, std::string_view code) {
  command.currency = Currency::from_code(code).value();
  return command;
}

Deposit paid_in(std::int64_t account, const std::string& amount) { return deposit(AccountId(account), amount); }
Withdraw paid_out(std::int64_t account, const std::string& amount) { return withdraw(AccountId(account), amount); }
Transfer sent(std::int64_t from, std::int64_t to, const std::string& amount) {
  return transfer(AccountId(from), AccountId(to), amount);
}

}  // namespace

TEST_CASE("Deposits: given, when, then", "[decide]") {
  check_decisions(
      accounts_of_payers(),
      {
          {"money comes in", paid_in(1, "5"), "deposited 500 of account 1: balance 10500, held 3000"},
          {"up to the limit", paid_in(1, "50.00"), "deposited 5000 of account 1: balance 15000, held 3000"},
          {"a cent above the limit", paid_in(1, "50.01"), "limit_exceeded (amount)"},
          {"the sum fits no number", paid_in(7, "1"), "balance_out_of_range (amount)"},
          {"nothing comes in", paid_in(1, "0"), "amount_not_positive (amount)"},
          {"less than nothing", paid_in(1, "-1"), "amount_not_positive (amount)"},
          {"half a cent", paid_in(1, "0.005"), "amount_too_precise (amount)"},
          {"zeros behind the cents", paid_in(1, "5.000"), "deposited 500 of account 1: balance 10500, held 3000"},
          {"yen have no decimals", paid_in(6, "0.5"), "amount_too_precise (amount)"},
          {"more than can be counted", paid_in(1, "92233720368547759"), "amount_out_of_range (amount)"},
          {"the currency is the account's", in_currency(paid_in(1, "5"), "USD"),
           "deposited 500 of account 1: balance 10500, held 3000"},
          {"the currency is another", in_currency(paid_in(1, "5"), "EUR"), "currency_mismatch (currency)"},
          {"nobody has the account", paid_in(unknown_account, "5"), "account_not_found (user_id)"},
          {"the account is frozen", paid_in(4, "5"), "account_frozen (user_id)"},
          {"the account is closed", paid_in(5, "5"), "account_closed (user_id)"},
          {"back-dated", at(paid_in(1, "5"), "2020-01-01"), "deposited 500 of account 1: balance 10500, held 3000"},
          {"a minute ahead, as a fast clock may be", at(paid_in(1, "5"), "2026-03-01T12:01:00Z"),
           "deposited 500 of account 1: balance 10500, held 3000"},
          {"more than a minute ahead", at(paid_in(1, "5"), "2026-03-01T12:01:00.000001Z"),
           "timestamp_in_future (timestamp)"},
      });
}

TEST_CASE("Withdrawals: given, when, then", "[decide]") {
  check_decisions(
      accounts_of_payers(),
      {
          {"money goes", paid_out(1, "5"), "withdrawn 500 of account 1: balance 9500, held 3000"},
          {"all that is available", paid_out(1, "70"), "withdrawn 7000 of account 1: balance 3000, held 3000"},
          {"a cent of what is on hold", paid_out(1, "70.01"), "insufficient_funds (amount)"},
          {"there is nothing", paid_out(2, "0.01"), "insufficient_funds (amount)"},
          {"back-dated to when there was more: today's balance counts", at(paid_out(2, "1"), "2020-01-01"),
           "insufficient_funds (amount)"},
          {"nothing goes", paid_out(1, "0"), "amount_not_positive (amount)"},
          {"the account is frozen", paid_out(4, "5"), "account_frozen (user_id)"},
          {"the account is closed", paid_out(5, "5"), "account_closed (user_id)"},
          {"nobody has the account", paid_out(unknown_account, "5"), "account_not_found (user_id)"},
      });
}

TEST_CASE("Transfers: given, when, then", "[decide]") {
  check_decisions(
      accounts_of_payers(),
      {
          {"money moves", sent(1, 2, "5"),
           "transfer_sent 500 of account 1: balance 9500, held 3000; transfer_received 500 of account 2: balance 500, "
           "held 0"},
          {"up to the receiver's limit", sent(1, 2, "20"),
           "transfer_sent 2000 of account 1: balance 8000, held 3000; transfer_received 2000 of account 2: balance "
           "2000, held 0"},
          {"more than the receiver may have", sent(1, 2, "20.01"), "limit_exceeded (to_user_id)"},
          {"more than the sender has: that is all he learns of the receiver", sent(1, 2, "70.01"),
           "insufficient_funds (amount)"},
          {"to oneself", sent(1, 1, "5"), "same_account (to_user_id)"},
          {"to another currency", sent(1, 3, "5"), "currency_mismatch (to_user_id)"},
          {"to nobody", sent(1, unknown_account, "5"), "account_not_found (to_user_id)"},
          {"from nobody", sent(unknown_account, 1, "5"), "account_not_found (user_id)"},
          {"to a frozen account", sent(1, 4, "5"), "account_frozen (to_user_id)"},
          {"to a closed account", sent(1, 5, "5"), "account_closed (to_user_id)"},
          {"from a frozen account", sent(4, 1, "5"), "account_frozen (user_id)"},
      });
}

TEST_CASE("Nothing takes effect in closed books", "[decide]") {
  auto given = accounts_of_payers();
  given.with_books_closed_until(parse_moment("2026-02-01").value());
  check_decisions(
      given,
      {
          {"just before the books' end", at(paid_in(1, "5"), "2026-01-31T23:59:59.999999Z"),
           "books_closed (timestamp)"},
          {"at their end", at(paid_in(1, "5"), "2026-02-01"), "deposited 500 of account 1: balance 10500, held 3000"},
          {"without a time", paid_out(1, "5"), "withdrawn 500 of account 1: balance 9500, held 3000"},
          {"a transfer before it", at(sent(1, 2, "5"), "2026-01-01"), "books_closed (timestamp)"},
      });
}

}  // namespace ledger::test
