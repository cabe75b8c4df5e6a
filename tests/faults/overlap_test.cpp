// Two batches on their way to the database: the second is decided on what the first leads to, before the database has
// seen either.
#include <fmt/format.h>

#include <vector>

#include "tests/support/catch.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/journal/held_journal.hpp"
#include "tests/support/journal/overlapping_writer.hpp"
#include "tests/support/metric.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

/// Returns how many were applied, each of them for the first time.
int first_answers(Outcomes& outcomes) {
  int count = 0;
  for (auto& future : outcomes) {
    const auto outcome = outcome_of(future);
    const auto* applied = std::get_if<Applied>(&outcome);
    if (applied != nullptr && !applied->replayed) ++count;
  }
  return count;
}

/// Deposits of 1.00 each, and then withdrawals of 1.00.
std::vector<Command> payments(AccountId account, int deposits, int withdrawals) {
  std::vector<Command> commands;
  for (int index = 0; index < deposits; ++index) commands.emplace_back(deposit(account, "1"));
  for (int index = 0; index < withdrawals; ++index) commands.emplace_back(withdraw(account, "1"));
  return commands;
}

/// Places holds of 0.01 each, which end after a second, and waits until they are due.
void place_due_cents(OverlappingWriter& writer, AccountId account, int count) {
  Outcomes placed;
  for (int index = 0; index < count; ++index)
    placed.push_back(writer.ledger.start(place_hold(account, "0.01", hold_timeout_min)));
  REQUIRE(first_answers(placed) == count);
  const auto due = fmt::format(
      "select count(*) from open_hold where expires_us <= "
      "(extract(epoch from clock_timestamp()) * 1000000)::bigint and account_id = {}",
      account.value);
  REQUIRE(eventually([&] { return query_value(writer.database.owner(), due) == std::to_string(count); }));
}

}  // namespace

TEST_CASE("A batch behind another spends what that one pays in, and goes on with its holds", "[faults][optimistic]") {
  OverlappingWriter writer;
  const auto account = writer.ledger.open("Petya");
  Outcomes outcomes = writer.hold([&] {
    const auto hold = place_hold(account, "3");
    const auto ended = place_hold(account, "3");
    return std::vector<Command>{deposit(account, "10"),
                                hold,
                                ended,
                                withdraw(account, "4"),
                                ending<ConfirmHold>(hold.uid),
                                ending<CancelHold>(ended.uid),
                                withdraw(account, "2"),
                                withdraw(account, "1")};
  });
  REQUIRE(writer.proxy.release());
  CHECK(first_answers(outcomes) == 8);
  CHECK(writer.new_events() == 8);
  CHECK(code_of(writer.ledger.run(withdraw(account, "0.01"))) == RejectionCode::insufficient_funds);
}

TEST_CASE("Two batches under way are appended as they were decided", "[faults][optimistic]") {
  OverlappingWriter writer;
  const auto account = writer.ledger.open("Petya");
  // An append that was held for longer than 20 ms is refused.
  CHECK(eventually([&] {
    Outcomes outcomes = writer.hold([&] { return payments(account, 8, 0); });
    const auto before = optimistic_batches(writer.ledger);
    REQUIRE(writer.proxy.release());
    CHECK(first_answers(outcomes) == 8);
    CHECK(writer.new_events() == 8);
    return optimistic_batches(writer.ledger) == before + 2;
  }));
}

TEST_CASE("What is refused behind a batch is decided again, and what comes twice is recorded once",
          "[faults][optimistic]") {
  OverlappingWriter writer;
  const auto account = writer.ledger.open("Petya");
  Outcomes outcomes = writer.hold([&] {
    const auto repeated = deposit(account, "10");
    return std::vector<Command>{
        repeated, deposit(account, "1"),   deposit(account, "1"), deposit(account, "1"), withdraw(account, "14"),
        repeated, withdraw(account, "13"), deposit(account, "1")};
  });
  REQUIRE(writer.proxy.release());
  std::vector<Outcome> received;
  for (auto& outcome : outcomes) received.push_back(outcome_of(outcome));
  for (const std::size_t index : {0U, 1U, 2U, 3U, 6U, 7U}) {
    INFO(index);
    CHECK_FALSE(std::get<Applied>(received[index]).replayed);
  }
  CHECK(code_of(received[4]) == RejectionCode::insufficient_funds);
  CHECK(std::get<Applied>(received[5]).replayed);
  CHECK(writer.keeps_its_session());
  CHECK(writer.new_events() == 6);
}

TEST_CASE("Where the journal has another end by then, both batches are decided again", "[faults][optimistic]") {
  OverlappingWriter writer;
  WriterHarness other(writer.database.service());
  const auto account = writer.ledger.open("Petya");
  Outcomes outcomes = writer.hold([&] { return payments(account, 4, 4); });
  other.apply(deposit(account, "0.50"));
  other.apply(withdraw(account, "0.50"));
  REQUIRE(writer.proxy.release());
  CHECK(first_answers(outcomes) == 8);
  CHECK(writer.new_events() == 8 + 2);
  CHECK(writer.keeps_its_session());
  // Nor had it to forget the other account.
  CHECK(metric_value(writer.ledger.metrics(), "ledger_writer_cached_accounts") == 2);
  // Nothing of what was never recorded is remembered.
  CHECK(code_of(writer.ledger.run(withdraw(account, "0.01"))) == RejectionCode::insufficient_funds);
}

TEST_CASE("Where somebody else spends the money meanwhile, both batches lack it", "[faults][optimistic]") {
  OverlappingWriter writer;
  WriterHarness other(writer.database.service());
  const auto account = writer.ledger.open("Petya");
  writer.ledger.apply(deposit(account, "8"));
  Outcomes outcomes = writer.hold([&] { return payments(account, 0, 8); });
  other.apply(withdraw(account, "3"));
  REQUIRE(writer.proxy.release());
  CHECK(writer.keeps_its_session());
  CHECK(first_answers(outcomes) == 5);
  CHECK(writer.new_events() == 5 + 1);
}

TEST_CASE("A hold that was placed by a batch that was not appended is not remembered", "[faults][optimistic]") {
  OverlappingWriter writer;
  WriterHarness other(writer.database.service());
  const auto account = writer.ledger.open("Petya");
  writer.ledger.apply(deposit(account, "8"));
  PlaceHold hold;
  Outcomes outcomes = writer.hold([&] {
    auto commands = payments(account, 8, 0);
    hold = place_hold(account, "8");
    commands[1] = hold;
    return commands;
  });
  other.apply(withdraw(account, "3"));
  REQUIRE(writer.proxy.release());
  CHECK(code_of(outcome_of(outcomes[1])) == RejectionCode::insufficient_funds);
  // The account has as much money on hold as that one would have taken.
  writer.ledger.apply(deposit(account, "3"));
  writer.ledger.apply(place_hold(account, "8"));
  writer.become_quick();
  CHECK(code_of(writer.ledger.run(ending<ConfirmHold>(hold.uid))) == RejectionCode::hold_not_found);
  CHECK(writer.keeps_its_session());
}

TEST_CASE("A refusal that was answered meanwhile stands before both batches", "[faults][optimistic]") {
  OverlappingWriter writer;
  WriterHarness other(writer.database.service());
  const auto account = writer.ledger.open("Petya");
  Outcomes outcomes = writer.hold([&] { return payments(account, 8, 0); });
  const auto refused = withdraw(account, "1");
  REQUIRE(code_of(other.run(refused)) == RejectionCode::insufficient_funds);
  const auto before = optimistic_batches(writer.ledger);
  REQUIRE(writer.proxy.release());
  CHECK(first_answers(outcomes) == 8);
  CHECK(writer.new_events() == 8);
  CHECK(optimistic_batches(writer.ledger) <= before + 1);
  CHECK(writer.keeps_its_session());
}

TEST_CASE("Two batches that lose their connection are recorded once, and late ones not at all",
          "[faults][optimistic]") {
  OverlappingWriter writer;
  const auto account = writer.ledger.open("Petya");
  Outcomes outcomes = writer.hold([&] { return payments(account, 4, 4); });
  writer.proxy.cut_client();
  CHECK(first_answers(outcomes) == 8);
  CHECK(writer.new_events() == 8);
  REQUIRE(writer.proxy.release());
  CHECK(writer.new_events() == 8);
}

TEST_CASE("A batch whose commit fails takes the one behind it along, and only its command is at fault",
          "[faults][optimistic]") {
  OverlappingWriter writer;
  // It speaks when the transaction commits, which is after the answer of append_events_and_holds.
  execute_alone(writer.database.owner(),
                "create function refuse_666() returns trigger language plpgsql as"
                " $$ begin if new.amount = 66600 then raise 'refused'; end if; return null; end $$");
  execute_alone(writer.database.owner(),
                "create constraint trigger refuse_666 after insert on event deferrable initially deferred"
                " for each row execute function refuse_666()");
  const auto at_fault = GENERATE(1U, 6U);
  const auto account = writer.ledger.open("Petya");
  Outcomes outcomes = writer.hold([&] {
    std::vector<Command> commands;
    for (unsigned index = 0; index < 8; ++index)
      commands.emplace_back(deposit(account, index == at_fault ? "666" : "1"));
    return commands;
  });
  REQUIRE(writer.proxy.release());
  CHECK(std::holds_alternative<Failed>(outcome_of(outcomes[at_fault])));
  outcomes.erase(outcomes.begin() + at_fault);
  CHECK(first_answers(outcomes) == 7);
  CHECK(writer.new_events() == 7);
}

TEST_CASE("A backend that is ended with two batches before it leaves both in doubt, and each is recorded once",
          "[faults][optimistic]") {
  OverlappingWriter writer;
  const auto account = writer.ledger.open("Petya");
  Outcomes outcomes = writer.hold([&] { return payments(account, 4, 4); });
  {
    const HeldJournal held(writer.database);
    REQUIRE(writer.proxy.release());
    const std::string waiting =
        " from pg_stat_activity where datname = current_database() and application_name = 'ledger-writer'"
        " and wait_event_type = 'Lock' and query like '%append_events_and_holds%'";
    REQUIRE(eventually([&] { return query_value(writer.database.owner(), "select count(*)" + waiting) == "1"; }));
    query_value(writer.database.owner(), "select count(pg_terminate_backend(pid))" + waiting);
  }
  CHECK(first_answers(outcomes) == 8);
  CHECK(writer.new_events() == 8);
}

TEST_CASE("Two batches that do not get the journal's lock in time are decided again, and recorded once",
          "[faults][optimistic]") {
  OverlappingWriter writer;
  const auto account = writer.ledger.open("Petya");
  Outcomes outcomes = writer.hold([&] { return payments(account, 4, 4); });
  const auto before = writer.batches_decided_again();
  {
    const HeldJournal held(writer.database);
    REQUIRE(writer.proxy.release());
    REQUIRE(eventually([&] { return writer.batches_decided_again() >= before + 2; }));
  }
  CHECK(first_answers(outcomes) == 8);
  CHECK(writer.new_events() == 8);
}

TEST_CASE("Two batches of one request overlap, and each command is recorded once and in its order",
          "[faults][optimistic][bulk]") {
  OverlappingWriter writer;
  const auto account = writer.ledger.open("Petya");
  Outcomes outcomes = writer.hold([&] { return payments(account, 4, 4); }, SubmittedAs::one_request);
  SECTION("appended as they were sent, or decided again under the lock") { REQUIRE(writer.proxy.release()); }
  SECTION("cut off") { writer.proxy.cut_client(); }
  CHECK(first_answers(outcomes) == 8);
  CHECK(writer.new_events() == 8);
}

TEST_CASE("No batch of a request goes on before a command of it that waits for due holds",
          "[faults][optimistic][bulk][hold]") {
  OverlappingWriter writer;
  WriterHarness other(writer.database.service());
  const auto account = writer.ledger.open("Petya");
  writer.ledger.apply(deposit(account, "6"));
  // A batch has 500 of them expire.
  place_due_cents(writer, account, 600);
  Outcomes outcomes = writer.hold(
      [&] {
        writer.ledger.apply(deposit(account, "12"));
        std::vector<Command> commands;
        for (int index = 0; index < 8; ++index) commands.emplace_back(withdraw(account, "1.50"));
        return commands;
      },
      SubmittedAs::one_request);
  // Only what the holds have is left, enough for four.
  other.apply(withdraw(account, "12"));
  SECTION("refused") { REQUIRE(writer.proxy.release()); }
  SECTION("in doubt") { writer.proxy.cut_client(); }
  for (std::size_t index = 0; index < outcomes.size(); ++index) {
    INFO(index);
    const auto outcome = outcome_of(outcomes[index]);
    CHECK(std::holds_alternative<Applied>(outcome) == (index < 4));
  }
}

}  // namespace ledger::test
