// Holds and what ends them: given these holds, when this is asked, then that is recorded or refused.
#include "tests/support/catch.hpp"
#include "tests/support/journal/writer_harness.hpp"
#include "tests/unit/domain/given_ledger.hpp"

namespace ledger::test {
namespace {

using std::chrono::seconds;

Uid hold_uid(std::uint8_t number) {
  Uid uid;
  uid.bytes[15] = number;
  return uid;
}

const Uid open_hold = hold_uid(1);
const Uid due_hold = hold_uid(2);
const Uid frozen_hold = hold_uid(3);
const Uid lost_hold = hold_uid(4);
const Uid a_deposit = hold_uid(5);
const Uid unknown_hold = hold_uid(9);

/// Account 1 has 100.00, of which 30.00 are on hold until in a minute and 10.00 until now.
GivenLedger accounts_with_holds() {
  GivenLedger given;
  given.with({.id = 1, .balance = 10'000, .held = 4'000})
      .with({.id = 2, .balance = 5'000, .held = 1'000, .status = AccountStatus::frozen})
      .with_hold(open_hold, 1, 3'000, seconds(600), seconds(540))
      .with_hold(due_hold, 1, 1'000, seconds(600), seconds(600))
      .with_hold(frozen_hold, 2, 1'000, seconds(600), seconds(1))
      .with_hold(lost_hold, 77, 1'000, seconds(600), seconds(1))
      .with(a_deposit, {recorded_event(EventType::deposited, 1, 10'000)});
  return given;
}

PlaceHold placed(std::int64_t account, const std::string& amount) { return place_hold(AccountId(account), amount); }

ConfirmHold confirmed(const Uid& hold, const char* amount = nullptr) {
  auto command = ending<ConfirmHold>(hold);
  if (amount != nullptr) command.amount = std::get<Decimal>(parse_decimal(amount));
  return command;
}

template <class Kind>
Kind of_service(Kind command, std::string service_id) {
  command.service_id = std::move(service_id);
  return command;
}

}  // namespace

TEST_CASE("Placing a hold: given, when, then", "[decide]") {
  check_decisions(
      accounts_with_holds(),
      {
          {"money is held", placed(1, "5"), "hold_placed 500 of account 1: balance 10000, held 4500"},
          {"all that is available", placed(1, "60"), "hold_placed 6000 of account 1: balance 10000, held 10000"},
          {"a cent more", placed(1, "60.01"), "insufficient_funds (amount)"},
          {"nothing", placed(1, "0"), "amount_not_positive (amount)"},
          {"the account is frozen", placed(2, "5"), "account_frozen (user_id)"},
          {"nobody has the account", placed(99, "5"), "account_not_found (user_id)"},
      });
}

TEST_CASE("Confirming a hold: given, when, then", "[decide]") {
  check_decisions(
      accounts_with_holds(),
      {
          {"all of it", confirmed(open_hold), "hold_captured 3000 of account 1: balance 7000, held 1000"},
          {"a part: the rest is free again", confirmed(open_hold, "20"),
           "hold_captured 2000 of account 1: balance 8000, held 1000"},
          {"more than is held", confirmed(open_hold, "30.01"), "amount_above_hold (amount)"},
          {"nothing of it", confirmed(open_hold, "0"), "amount_not_positive (amount)"},
          {"half a cent", confirmed(open_hold, "0.005"), "amount_too_precise (amount)"},
          {"its time is over, so it expires instead", confirmed(due_hold),
           "hold_expired 1000 of account 1: balance 10000, held 3000"},
          {"by the service that it is for", of_service(confirmed(open_hold), "shop"),
           "hold_captured 3000 of account 1: balance 7000, held 1000"},
          {"by another service", of_service(confirmed(open_hold), "taxi"), "hold_not_found (uid)"},
          {"of a frozen account", confirmed(frozen_hold), "hold_captured 1000 of account 2: balance 4000, held 0"},
          {"nobody placed it", confirmed(unknown_hold), "hold_not_found (uid)"},
          {"it is a deposit", confirmed(a_deposit), "hold_not_found (uid)"},
          {"its account is in a journal that is not locked", confirmed(lost_hold), "hold_not_found (uid)"},
      });
}

TEST_CASE("A confirmation asks for what was recorded if its amount was taken, which is all where it names none",
          "[decide]") {
  const auto matches = [](const char* asked, MinorUnits taken) {
    RecordedTransaction hold;
    hold.legs = {recorded_event(EventType::hold_placed, 1, 3'000), recorded_event(EventType::hold_captured, 1, taken)};
    return matches_request(confirmed(open_hold, asked), hold);
  };
  CHECK(matches("20", 2'000));
  CHECK(matches("30", 3'000));
  CHECK(matches(nullptr, 3'000));
  CHECK_FALSE(matches("30", 2'000));
  CHECK_FALSE(matches(nullptr, 2'000));
}

TEST_CASE("Canceling a hold, and letting one expire: given, when, then", "[decide]") {
  check_decisions(accounts_with_holds(),
                  {
                      {"it is canceled", ending<CancelHold>(open_hold),
                       "hold_released 3000 of account 1: balance 10000, held 1000"},
                      {"its time is over, so it expires instead", ending<CancelHold>(due_hold),
                       "hold_expired 1000 of account 1: balance 10000, held 3000"},
                      {"nobody placed it", ending<CancelHold>(unknown_hold), "hold_not_found (uid)"},
                      {"its time is over at this moment", expiry_of(due_hold),
                       "hold_expired 1000 of account 1: balance 10000, held 3000"},
                      {"its time is not over", expiry_of(open_hold), "hold_not_due (uid)"},
                      {"an expiry of what is not there", expiry_of(unknown_hold), "hold_not_found (uid)"},
                  });
}

TEST_CASE("An expired hold took effect at its expiry, whenever that is recorded", "[decide]") {
  GivenLedger given;
  given.with({.id = 1, .balance = 1'000, .held = 1'000}).with_hold(due_hold, 1, 1'000, seconds(10), seconds(3'600));
  const auto decision = decide(given, Command(expiry_of(due_hold)), decision_time);
  const auto& events = std::get<std::vector<Event>>(decision);
  REQUIRE(events.size() == 1);
  CHECK(events[0].effective == decision_time - seconds(3'590));
  CHECK(events[0].leg == Leg(1));
}

}  // namespace ledger::test
