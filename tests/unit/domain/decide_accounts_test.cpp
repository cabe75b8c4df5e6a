// Commands on accounts themselves, and reversals: given, when, then.
#include "ledger/domain/details.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/journal/writer_harness.hpp"
#include "tests/unit/domain/given_ledger.hpp"

namespace ledger::test {
namespace {

/// Account 1 is in business, 2 frozen, 3 closed; 4 is empty, and 5 empty and erased.
GivenLedger accounts_in_every_status() {
  GivenLedger given;
  given.with({.id = 1, .balance = 10'000, .limit = 15'000})
      .with({.id = 2, .status = AccountStatus::frozen})
      .with({.id = 3, .status = AccountStatus::closed})
      .with({.id = 4})
      .with({.id = 5, .status = AccountStatus::closed})
      .with_erased_identity(5)
      .with_external_id("taken")
      .with_login("ann");
  return given;
}

OpenAccount opened(std::optional<std::string> limit = {}) {
  auto command = open_account("Ann");
  command.account = AccountId(50);
  if (limit) command.limit = std::get<Decimal>(parse_decimal(*limit));
  return command;
}

OpenAccount opened_as(std::optional<std::string> external_id, std::optional<std::string> login) {
  auto command = opened();
  command.identity.external_id = std::move(external_id);
  if (login) command.identity.login = Login{.name = *login, .password_hash = "hash"};
  return command;
}

template <class Kind>
Kind of_account(std::int64_t account) {
  Kind command;
  command.uid = random_uid();
  command.actor = "test";
  command.account = AccountId(account);
  return command;
}

ChangeLimit limited(std::int64_t account, std::optional<std::string> limit, bool is_difference = false) {
  auto command = of_account<ChangeLimit>(account);
  if (limit) command.limit = std::get<Decimal>(parse_decimal(*limit));
  command.is_difference = is_difference;
  return command;
}

}  // namespace

TEST_CASE("Opening an account: given, when, then", "[decide]") {
  const std::string done = "account_opened 0 of account 50: balance 0, held 0";
  check_decisions(
      accounts_in_every_status(),
      {
          {"without a limit", opened(), done},
          {"with a limit", opened("100"), done},
          {"with a limit of nothing", opened("0"), done},
          {"with a limit below zero", opened("-1"), "limit_invalid (limit)"},
          {"with half a cent as its limit", opened("0.005"), "limit_invalid (limit)"},
          {"with a limit that cannot be counted", opened("92233720368547759"), "amount_out_of_range (limit)"},
          {"with an outside id and a login", opened_as("free", "bob"), done},
          {"with an outside id that another has", opened_as("taken", {}), "external_id_taken (external_id)"},
          {"with a login that another has", opened_as({}, "ann"), "login_taken (login)"},
      });
}

TEST_CASE("Changing a limit: given, when, then", "[decide]") {
  const std::string event = "limit_changed 0 of account 1: balance 10000, held 0, ";
  check_decisions(
      accounts_in_every_status(),
      {
          {"more", limited(1, "200"), event + "limit 20000"},
          {"down to the balance", limited(1, "100"), event + "limit 10000"},
          {"a cent below the balance", limited(1, "99.99"), "limit_below_balance (limit)"},
          {"none any more", limited(1, {}), event + "no limit"},
          {"so much more", limited(1, "1", true), event + "limit 15100"},
          {"so much less", limited(1, "-50", true), event + "limit 10000"},
          {"so much less that the balance is above it", limited(1, "-50.01", true), "limit_below_balance (limit)"},
          {"a difference to no limit", limited(4, "1", true), "limit_invalid (limit)"},
          {"below zero", limited(4, "-1"), "limit_invalid (limit)"},
          {"of a frozen account", limited(2, "5"), "limit_changed 0 of account 2: balance 0, held 0, limit 500"},
          {"of a closed account", limited(3, "5"), "account_closed (user_id)"},
          {"of nobody's account", limited(99, "5"), "account_not_found (user_id)"},
      });
}

TEST_CASE("Freezing, unfreezing and closing: given, when, then", "[decide]") {
  check_decisions(
      accounts_in_every_status(),
      {
          {"freezing", of_account<FreezeAccount>(1), "account_frozen 0 of account 1: balance 10000, held 0, frozen"},
          {"freezing what is frozen", of_account<FreezeAccount>(2), "account_frozen (user_id)"},
          {"freezing what is closed", of_account<FreezeAccount>(3), "account_closed (user_id)"},
          {"unfreezing", of_account<UnfreezeAccount>(2), "account_unfrozen 0 of account 2: balance 0, held 0, open"},
          {"unfreezing what is open", of_account<UnfreezeAccount>(1), "account_not_frozen (user_id)"},
          {"unfreezing what is closed", of_account<UnfreezeAccount>(3), "account_closed (user_id)"},
          {"closing what is empty", of_account<CloseAccount>(4),
           "account_closed 0 of account 4: balance 0, held 0, closed"},
          {"closing what is frozen and empty", of_account<CloseAccount>(2),
           "account_closed 0 of account 2: balance 0, held 0, closed"},
          {"closing what has money", of_account<CloseAccount>(1), "account_not_empty (user_id)"},
          {"closing what is closed", of_account<CloseAccount>(3), "account_closed (user_id)"},
          {"closing nobody's", of_account<CloseAccount>(99), "account_not_found (user_id)"},
      });
}

TEST_CASE("Erasing an identity: given, when, then", "[decide]") {
  check_decisions(
      accounts_in_every_status(),
      {
          {"of an empty account", of_account<EraseIdentity>(4), "identity_erased 0 of account 4: balance 0, held 0"},
          {"of a closed account", of_account<EraseIdentity>(3), "identity_erased 0 of account 3: balance 0, held 0"},
          {"while there is money", of_account<EraseIdentity>(1), "account_not_empty (user_id)"},
          {"when nothing came since the last time", of_account<EraseIdentity>(5), "identity_not_found (user_id)"},
          {"of nobody", of_account<EraseIdentity>(99), "account_not_found (user_id)"},
      });
}

TEST_CASE("Reversals: given, when, then", "[decide]") {
  const auto paid_in = random_uid();
  const auto paid_out = random_uid();
  const auto moved = random_uid();
  const auto captured = random_uid();
  const auto reversed = random_uid();
  const auto opening = random_uid();
  const auto to_closed = random_uid();
  Event placed = recorded_event(EventType::hold_placed, 1, 3'000);
  Event received = recorded_event(EventType::transfer_received, 2, 400);
  Event kept = recorded_event(EventType::hold_captured, 1, 1'000);
  received.leg = kept.leg = Leg(1);
  GivenLedger given;
  given.with({.id = 1, .balance = 10'000, .held = 9'500, .limit = 15'000})
      .with({.id = 2, .balance = 400, .status = AccountStatus::frozen})
      .with({.id = 3, .status = AccountStatus::closed})
      .with(paid_in, {recorded_event(EventType::deposited, 1, 500)})
      .with(paid_out, {recorded_event(EventType::withdrawn, 1, 5'001)})
      .with(moved, {recorded_event(EventType::transfer_sent, 1, 400), received})
      .with(captured, {placed, kept})
      .with(reversed, {recorded_event(EventType::deposited, 1, 500)}, random_uid())
      .with(opening, {recorded_event(EventType::account_opened, 1, 0)})
      .with(to_closed, {recorded_event(EventType::withdrawn, 3, 100)});
  auto spent = given;
  spent.with({.id = 1, .balance = 10'000, .held = 9'501, .limit = 15'000});

  check_decisions(
      given, {
                 {"of a deposit that is still available", reversal_of(paid_in),
                  "reversal_debited 500 of account 1: balance 9500, held 9500"},
                 {"of a withdrawal that would be above the limit", reversal_of(paid_out), "limit_exceeded (amount)"},
                 {"of a transfer, both legs, also where the receiver is frozen", reversal_of(moved),
                  "reversal_credited 400 of account 1: balance 10400, held 9500; reversal_debited 400 of account 2: "
                  "balance 0, held 0"},
                 {"of what a confirmed hold took", reversal_of(captured),
                  "reversal_credited 1000 of account 1: balance 11000, held 9500"},
                 {"of what is reversed already", reversal_of(reversed), "already_reversed (uid)"},
                 {"of what moved no money", reversal_of(opening), "not_reversible (uid)"},
                 {"of what is not there", reversal_of(random_uid()), "transaction_not_found (uid)"},
                 {"into a closed account", reversal_of(to_closed), "account_closed (user_id)"},
             });
  check_decisions(spent,
                  {{"of a deposit of which a cent is spent", reversal_of(paid_in), "insufficient_funds (amount)"}});
}

}  // namespace ledger::test
