// A hold is over at its expiry for everyone: what a batch does with holds that nobody has let expire yet.
#include "ledger/domain/details.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/journal/memory_journal.hpp"

namespace ledger::test {
namespace {

using Outcomes = std::vector<std::optional<Outcome>>;

Uid uid_of_number(int number) {
  Uid uid;
  uid.bytes[0] = 2;
  uid.bytes[14] = static_cast<std::uint8_t>(number >> 8);
  uid.bytes[15] = static_cast<std::uint8_t>(number);
  return uid;
}

Moment second(int number) { return moment_from_microseconds(1'000'000'000LL + number * 1'000'000LL); }

template <class Kind>
Kind of_account(int uid, std::int64_t account, int cents) {
  Kind command;
  command.uid = uid_of_number(uid);
  command.actor = "test";
  command.account = AccountId(account);
  command.amount = Decimal{cents, 2};
  return command;
}

PlaceHold hold_of(int uid, std::int64_t account, int cents, int timeout_s) {
  auto command = of_account<PlaceHold>(uid, account, cents);
  command.service_id = "shop";
  command.timeout = std::chrono::seconds(timeout_s);
  return command;
}

Transfer transfer_of(int uid, std::int64_t from, std::int64_t to, int cents) {
  auto command = of_account<Transfer>(uid, from, cents);
  command.to = AccountId(to);
  return command;
}

template <class Kind>
Kind end_of(int uid) {
  Kind command;
  command.uid = uid_of_number(uid);
  command.actor = "test";
  return command;
}

OpenAccount opening_of(int uid) {
  OpenAccount command;
  command.uid = uid_of_number(uid);
  command.actor = "test";
  command.currency = Currency::from_code("USD").value();
  command.identity.name = "name";
  return command;
}

/// Returns "applied", "replayed", "waits" or the code of the rejection.
std::string summary_of(const std::optional<Outcome>& outcome) {
  if (!outcome) return "waits";
  if (const auto* applied = std::get_if<Applied>(&*outcome)) return applied->replayed ? "replayed" : "applied";
  return std::string(name_of(std::get<Rejection>(*outcome).code));
}

std::vector<std::string> summary_of(const Outcomes& outcomes) {
  std::vector<std::string> all;
  for (const auto& outcome : outcomes) all.push_back(summary_of(outcome));
  return all;
}

HoldStatus status_in(const std::optional<Outcome>& outcome) {
  return hold_status(std::get<Applied>(outcome.value()).recorded).value();
}

/// Accounts 1 and 2, the first with a dollar.
struct Ledger {
  MemoryJournal journal;

  Ledger() { journal.write({opening_of(1), opening_of(2), of_account<Deposit>(3, 1, 100)}, second(0)); }

  [[nodiscard]] std::vector<EventType> types_behind(std::size_t first) const {
    std::vector<EventType> types;
    for (auto index = first; index < journal.events().size(); ++index) types.push_back(journal.events()[index].type);
    return types;
  }
  [[nodiscard]] const Account& account(std::int64_t id) const { return journal.accounts().at(AccountId(id)); }
};

}  // namespace

TEST_CASE("Due holds make room: the longest overdue first, only as many as needed, before the command", "[hold]") {
  Ledger ledger;
  // Placed in another order than they end.
  ledger.journal.write({hold_of(12, 1, 30, 7), hold_of(11, 1, 30, 5), hold_of(10, 1, 30, 5)}, second(1));
  CHECK(summary_of(ledger.journal.write({of_account<Withdraw>(20, 1, 50)}, second(5))) ==
        std::vector<std::string>{"insufficient_funds"});
  const auto before = ledger.journal.events().size();

  CHECK(summary_of(ledger.journal.write({of_account<Withdraw>(20, 1, 50)}, second(60))) ==
        std::vector<std::string>{"applied"});
  using enum EventType;
  CHECK(ledger.types_behind(before) == std::vector{hold_expired, hold_expired, withdrawn});
  const auto& events = ledger.journal.events();
  CHECK(events[before].uid == uid_of_number(10));
  CHECK(events[before].leg == Leg(1));
  CHECK(events[before].actor == "ledger");
  CHECK(events[before].effective == second(6));
  CHECK(events[before].recorded == second(60));
  CHECK(events[before + 1].uid == uid_of_number(11));
  CHECK(ledger.account(1).balance == 50);
  CHECK(ledger.account(1).held == 30);

  // The surplus of the first freed hold is available to the next command; the third hold stays until it is needed.
  CHECK(summary_of(ledger.journal.write({hold_of(13, 1, 20, 5), transfer_of(21, 1, 2, 30)}, second(61))) ==
        std::vector<std::string>{"applied", "applied"});
  CHECK(ledger.types_behind(before + 3) == std::vector{hold_placed, hold_expired, transfer_sent, transfer_received});
}

TEST_CASE("A refusal counts all that is due, and what has expired for it stays so", "[hold]") {
  Ledger ledger;
  ledger.journal.write({hold_of(10, 1, 30, 5), hold_of(11, 1, 30, 600)}, second(1));
  const auto outcomes = ledger.journal.write({of_account<Withdraw>(20, 1, 71)}, second(60));
  REQUIRE(summary_of(outcomes) == std::vector<std::string>{"insufficient_funds"});
  CHECK(std::get<Rejection>(*outcomes[0]).detail == "insufficient funds: 0.70 USD available");
  CHECK(ledger.journal.events().back().type == EventType::hold_expired);
  CHECK(ledger.account(1).held == 30);
}

TEST_CASE("A reversal takes money that a due hold still has, on each side of a transfer", "[hold]") {
  Ledger ledger;
  ledger.journal.write({transfer_of(10, 1, 2, 100), hold_of(11, 2, 100, 5)}, second(1));
  ReverseTransaction reversal{.uid = uid_of_number(12), .actor = "test", .reverses = uid_of_number(10)};
  CHECK(summary_of(ledger.journal.write({reversal}, second(5))) == std::vector<std::string>{"insufficient_funds"});
  CHECK(summary_of(ledger.journal.write({reversal}, second(6))) == std::vector<std::string>{"applied"});
  CHECK(ledger.account(1).balance == 100);
}

TEST_CASE("Whoever ends, repeats or reverses a due hold hears that it has expired, recorded or not", "[hold]") {
  Ledger ledger;
  const auto hold = hold_of(10, 1, 30, 5);
  ledger.journal.write({hold}, second(1));
  auto too_much = end_of<ConfirmHold>(10);
  too_much.amount = Decimal{31, 2};
  SECTION("confirmed, whatever the amount") {
    const auto outcomes = ledger.journal.write({too_much, end_of<ConfirmHold>(10)}, second(6));
    CHECK(summary_of(outcomes) == std::vector<std::string>{"applied", "replayed"});
    CHECK(status_in(outcomes[0]) == HoldStatus::expired);
    CHECK(status_in(outcomes[1]) == HoldStatus::expired);
  }
  SECTION("canceled") {
    CHECK(status_in(ledger.journal.write({end_of<CancelHold>(10)}, second(6))[0]) == HoldStatus::expired);
  }
  SECTION("placed again") {
    const auto outcomes = ledger.journal.write({hold}, second(6));
    CHECK(summary_of(outcomes) == std::vector<std::string>{"replayed"});
    CHECK(status_in(outcomes[0]) == HoldStatus::expired);
  }
  CHECK(ledger.journal.events().back().type == EventType::hold_expired);
  CHECK(ledger.account(1).available() == 100);
}

TEST_CASE("Holds that expired for an atomic unit stay expired when it is dropped", "[hold][atomic]") {
  Ledger ledger;
  ledger.journal.write({hold_of(10, 1, 30, 5), hold_of(11, 1, 30, 5), hold_of(12, 1, 30, 5)}, second(1));
  const auto before = ledger.journal.events().size();
  const CommandGroup unit{.first = 1, .size = 4};
  const auto outcomes = ledger.journal.write(
      {of_account<Deposit>(20, 2, 5), of_account<Withdraw>(21, 1, 40), end_of<ConfirmHold>(12),
       of_account<Withdraw>(22, 1, 500), of_account<Deposit>(23, 1, 1), of_account<Withdraw>(24, 1, 70)},
      second(60), std::span(&unit, 1));
  CHECK(summary_of(outcomes) ==
        std::vector<std::string>{"applied", "not_applied", "replayed", "insufficient_funds", "not_applied", "applied"});
  CHECK(status_in(outcomes[2]) == HoldStatus::expired);
  using enum EventType;
  CHECK(ledger.types_behind(before) == std::vector{deposited, hold_expired, hold_expired, hold_expired, withdrawn});
  CHECK(ledger.account(1).balance == 30);
  CHECK(ledger.account(1).held == 0);
  // The recorded events form one chain without gaps, and each follows from the one before.
  std::map<AccountId, Account> accounts;
  Position last;
  for (const auto& event : ledger.journal.events()) {
    CHECK(event.position == last.next());
    last = event.position;
    const auto found = accounts.find(event.account);
    accounts[event.account] =
        evolve(found == accounts.end() ? std::nullopt : std::optional<Account>(found->second), event);
  }
}

TEST_CASE("What needs more expiries than a batch has waits with its group, and others do not", "[hold]") {
  Ledger ledger;
  std::vector<Command> holds;
  const int count = static_cast<int>(due_holds_max) + 100;
  ledger.journal.write({of_account<Deposit>(4, 1, count)}, second(0));
  for (int index = 0; index < count; ++index) holds.push_back(hold_of(1000 + index, 1, 1, 5));
  ledger.journal.write(holds, second(1));
  const auto before = ledger.journal.events().size();

  const std::vector<Command> commands = {of_account<Withdraw>(20, 1, 100), of_account<Withdraw>(21, 1, count),
                                         of_account<Deposit>(22, 2, 5),    of_account<Deposit>(23, 2, 1),
                                         of_account<Withdraw>(24, 1, 550), of_account<Deposit>(25, 2, 7)};
  // An independent group, one that has to stop, an atomic unit whose second command waits, and a single command.
  std::vector<CommandGroup> groups = {{.first = 0, .size = 1, .kind = CommandGroup::Kind::independent},
                                      {.first = 1, .size = 2, .kind = CommandGroup::Kind::independent},
                                      {.first = 3, .size = 2, .kind = CommandGroup::Kind::atomic_unit}};
  auto outcomes = ledger.journal.write(commands, second(60), groups);
  CHECK(summary_of(outcomes) == std::vector<std::string>{"applied", "waits", "waits", "waits", "waits", "applied"});
  CHECK(ledger.journal.events().size() == before + due_holds_max + 2);

  groups = {{.first = 2, .size = 2, .kind = CommandGroup::Kind::atomic_unit}};
  outcomes = ledger.journal.write({commands[1], commands[2], commands[3], commands[4]}, second(61), groups);
  CHECK(summary_of(outcomes) == std::vector<std::string>{"applied", "applied", "not_applied", "insufficient_funds"});
  CHECK(ledger.account(1).held == 0);
  CHECK(ledger.account(1).balance == 0);
}

TEST_CASE("A due hold that frees exactly what is missing is the only one to expire", "[hold]") {
  Ledger ledger;
  ledger.journal.write({hold_of(10, 1, 30, 5), hold_of(11, 1, 30, 5)}, second(1));
  CHECK(summary_of(ledger.journal.write({of_account<Withdraw>(20, 1, 70)}, second(60))) ==
        std::vector<std::string>{"applied"});
  CHECK(ledger.account(1).held == 30);
  CHECK(ledger.account(1).available() == 0);
}

TEST_CASE("A batch's expiries are counted over all accounts", "[hold]") {
  Ledger ledger;
  std::vector<Command> holds;
  const int each = static_cast<int>(due_holds_max) / 2 + 50;
  ledger.journal.write({of_account<Deposit>(4, 1, each - 100), of_account<Deposit>(5, 2, each)}, second(0));
  for (int index = 0; index < each; ++index) {
    holds.push_back(hold_of(1000 + index, 1, 1, 5));
    holds.push_back(hold_of(2000 + index, 2, 1, 5));
  }
  ledger.journal.write(holds, second(1));
  const auto before = ledger.journal.events().size();
  const auto second_account = of_account<Withdraw>(21, 2, each);
  CHECK(summary_of(ledger.journal.write({of_account<Withdraw>(20, 1, each), second_account}, second(60))) ==
        std::vector<std::string>{"applied", "waits"});
  CHECK(ledger.journal.events().size() == before + due_holds_max + 1);
  CHECK(summary_of(ledger.journal.write({second_account}, second(61))) == std::vector<std::string>{"applied"});
}

TEST_CASE("The due holds of all accounts of a group are looked up together", "[hold]") {
  Ledger ledger;
  const auto kind = GENERATE(CommandGroup::Kind::independent, CommandGroup::Kind::atomic_unit);
  constexpr int accounts = 20;
  std::vector<Command> commands;
  for (int account = 3; account < 3 + accounts; ++account) {
    ledger.journal.write({opening_of(100 + account), of_account<Deposit>(200 + account, account, 10)}, second(0));
    ledger.journal.write({hold_of(300 + account, account, 10, 5)}, second(0));
    commands.push_back(of_account<Withdraw>(400 + account, account, 10));
  }
  const CommandGroup group{.first = 0, .size = commands.size(), .kind = kind};
  const auto looks = ledger.journal.looks();
  CHECK(summary_of(ledger.journal.write(commands, second(60), std::span(&group, 1))) ==
        std::vector<std::string>(accounts, "applied"));
  CHECK(ledger.journal.looks() == looks + 1);
}

}  // namespace ledger::test
