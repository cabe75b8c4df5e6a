#include "ledger/directory/seal.hpp"
#include "ledger/journal/event_reader.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/journal/journal_check.hpp"
#include "tests/support/journal/writer_harness.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

const Event& event_of(const Applied& applied) { return applied.recorded.legs.front(); }

/// Checks that the whole journal is correct and has the expected length.
void check_chain(const DatabaseSettings& settings, std::size_t expected_events) {
  CHECK(check_journal(settings).size() == expected_events);
}

/// Sends a command that cannot be recorded among others of the only account, and checks that all others are recorded.
void check_fails_alone(const TestDatabase& database, WriterHarness& ledger, const Deposit& failing) {
  constexpr std::size_t count = 40;
  constexpr std::size_t place = 17;
  std::vector<std::future<Outcome>> outcomes;
  for (std::size_t index = 0; index < count; ++index) {
    outcomes.push_back(ledger.start(index == place ? failing : deposit(failing.account, "1")));
  }
  for (std::size_t index = 0; index < count; ++index) {
    const auto outcome = outcome_of(outcomes[index]);
    INFO(index);
    CHECK(std::holds_alternative<Failed>(outcome) == (index == place));
    CHECK(std::holds_alternative<Applied>(outcome) == (index != place));
  }
  check_chain(database.service(), count);
}

}  // namespace

TEST_CASE("A deposit is recorded with the account's state after it", "[writer]") {
  const TestDatabase database;
  WriterHarness ledger(database.service());
  const auto account = ledger.open();
  const auto applied = ledger.apply(deposit(account, "100.00"));
  CHECK_FALSE(applied.replayed);
  const auto& event = event_of(applied);
  CHECK(event.type == EventType::deposited);
  CHECK(event.version == Version(2));
  CHECK(event.position == Position(2));
  CHECK(event.balance == 10000);
  CHECK(event.effective == event.recorded);
  check_chain(database.service(), 2);

  EventReader reader(database.service(), "test");
  CHECK(reader.read(JournalId(0), Position(2), 10).front() == event);
}

TEST_CASE("A transaction sent again is answered with its first result", "[writer]") {
  const TestDatabase database;
  WriterHarness ledger(database.service());
  const auto account = ledger.open();
  auto command = deposit(account, "5");
  command.comment = seal_comment("for the June ads");
  const auto first = ledger.apply(command);

  auto again = command;
  again.comment = seal_comment("for the June ads");  // another salt, the same text
  const auto replay = ledger.apply(again);
  CHECK(replay.replayed);
  CHECK(event_of(replay) == event_of(first));
  CHECK(replay.recorded.comment->text == "for the June ads");

  SECTION("what the client leaves out matches whatever was recorded") {
    again.comment.reset();
    CHECK(ledger.apply(again).replayed);
  }
  SECTION("another amount, comment, time or type is a clash") {
    auto other = command;
    other.amount = Decimal{6, 0};
    CHECK(code_of(ledger.run(other)) == RejectionCode::uid_reused);
    other = command;
    other.comment = seal_comment("for July");
    CHECK(code_of(ledger.run(other)) == RejectionCode::uid_reused);
    other = command;
    other.effective = moment_from_microseconds(0);
    CHECK(code_of(ledger.run(other)) == RejectionCode::uid_reused);
    Withdraw opposite{static_cast<const Payment&>(command)};
    CHECK(code_of(ledger.run(opposite)) == RejectionCode::uid_reused);
  }
  SECTION("an erased comment matches any") {
    query_value(database.service(), "delete from transaction_comment");
    again.comment = seal_comment("something else");
    CHECK(ledger.apply(again).replayed);
  }
  SECTION("another writer replays it too") {
    WriterHarness other(database.service());
    const auto elsewhere = other.apply(command);
    CHECK(elsewhere.replayed);
    CHECK(event_of(elsewhere) == event_of(first));
  }
  check_chain(database.service(), 2);
}

TEST_CASE("Money that is not there cannot be withdrawn", "[writer]") {
  const TestDatabase database;
  WriterHarness ledger(database.service());
  const auto account = ledger.open();
  ledger.apply(deposit(account, "10"));
  CHECK(code_of(ledger.run(withdraw(account, "10.01"))) == RejectionCode::insufficient_funds);
  SECTION("also when the withdrawal is back-dated") {
    auto earlier = withdraw(account, "10");
    earlier.effective = parse_moment("2020-01-01");
    CHECK(event_of(ledger.apply(earlier)).balance == 0);
    CHECK(code_of(ledger.run(withdraw(account, "0.01"))) == RejectionCode::insufficient_funds);
  }
}

TEST_CASE("A timestamp may be a minute ahead and no more", "[writer]") {
  const TestDatabase database;
  WriterHarness ledger(database.service());
  const auto account = ledger.open();
  const auto now = event_of(ledger.apply(deposit(account, "1"))).recorded;
  auto ahead = deposit(account, "1");
  ahead.effective = now + std::chrono::seconds(59);
  CHECK(event_of(ledger.apply(ahead)).effective == *ahead.effective);
  auto too_far = deposit(account, "1");
  too_far.effective = now + std::chrono::minutes(5);
  CHECK(code_of(ledger.run(too_far)) == RejectionCode::timestamp_in_future);
}

TEST_CASE("Rejections name what is wrong", "[writer]") {
  const TestDatabase database;
  WriterHarness ledger(database.service());
  const auto yen = ledger.open("Taro", "JPY");
  CHECK(code_of(ledger.run(deposit(AccountId(999), "1"))) == RejectionCode::account_not_found);
  CHECK(code_of(ledger.run(deposit(yen, "1.5"))) == RejectionCode::amount_too_precise);
  CHECK(code_of(ledger.run(deposit(yen, "0"))) == RejectionCode::amount_not_positive);
  CHECK(code_of(ledger.run(deposit(yen, "-1"))) == RejectionCode::amount_not_positive);
  auto dollars = deposit(yen, "1");
  dollars.currency = Currency::from_code("USD");
  CHECK(code_of(ledger.run(dollars)) == RejectionCode::currency_mismatch);
  ledger.apply(deposit(yen, "9223372036854775807"));
  CHECK(code_of(ledger.run(deposit(yen, "1"))) == RejectionCode::balance_out_of_range);

  auto limited = open_account("Limited");
  limited.limit = Decimal{100, 0};
  const auto account = event_of(ledger.apply(limited)).account;
  CHECK(code_of(ledger.run(deposit(account, "100.01"))) == RejectionCode::limit_exceeded);
  CHECK(event_of(ledger.apply(deposit(account, "100.00"))).balance == 10000);
}

TEST_CASE("An outside id belongs to one account, also within one batch and across writers", "[writer]") {
  const TestDatabase database;
  WriterHarness one(database.service());
  WriterHarness two(database.service());
  std::vector<std::future<Outcome>> outcomes;
  for (int round = 0; round < 20; ++round) {
    auto command = open_account("Vasya");
    command.identity = seal_identity("Vasya", "crm-7");
    outcomes.push_back((round % 2 == 0 ? one : two).start(command));
  }
  int applied = 0;
  for (auto& future : outcomes) {
    const auto outcome = outcome_of(future);
    if (std::holds_alternative<Applied>(outcome)) {
      ++applied;
    } else {
      CHECK(code_of(outcome) == RejectionCode::external_id_taken);
    }
  }
  CHECK(applied == 1);
}

TEST_CASE("Two writers on one journal keep it dense and chained, and money right", "[writer]") {
  const TestDatabase database;
  // Caches of two accounts, so that they are pushed out and loaded again all the time.
  WriterHarness one(database.service(), {.cached_accounts_max = 2});
  WriterHarness two(database.service());
  std::vector<AccountId> accounts;
  for (int index = 0; index < 5; ++index) accounts.push_back(one.open());
  std::vector<std::future<Outcome>> outcomes;
  constexpr int rounds = 500;
  for (int round = 0; round < rounds; ++round) {
    const auto account = accounts[static_cast<std::size_t>(round) % accounts.size()];
    outcomes.push_back(one.start(deposit(account, "2")));
    outcomes.push_back(two.start(withdraw(account, "1")));
  }
  std::int64_t expected = 0;
  std::size_t events = accounts.size();
  for (std::size_t index = 0; index < outcomes.size(); ++index) {
    const auto outcome = outcome_of(outcomes[index]);
    if (!std::holds_alternative<Applied>(outcome)) {
      REQUIRE(code_of(outcome) == RejectionCode::insufficient_funds);
      continue;
    }
    expected += index % 2 == 0 ? 200 : -100;
    ++events;
  }
  check_chain(database.service(), events);
  CHECK(query_value(database.owner(),
                    "select sum(balance) from (select distinct on (account_id) balance from event"
                    " order by account_id, version desc) as last") == std::to_string(expected));
}

TEST_CASE("The same uid many times at once is recorded once", "[writer]") {
  const TestDatabase database;
  WriterHarness one(database.service());
  WriterHarness two(database.service());
  const auto account = one.open();
  const auto command = deposit(account, "3");
  std::vector<std::future<Outcome>> outcomes;
  for (int round = 0; round < 100; ++round) outcomes.push_back((round % 2 == 0 ? one : two).start(command));
  int replayed = 0;
  for (auto& future : outcomes) replayed += std::get<Applied>(outcome_of(future)).replayed ? 1 : 0;
  CHECK(replayed == 99);
  check_chain(database.service(), 2);
}

TEST_CASE("A poisoned command fails alone", "[writer]") {
  const TestDatabase database;
  WriterHarness ledger(database.service());
  // A defect that reaches the database: an actor that its CHECK refuses.
  auto poisoned = deposit(ledger.open(), "1");
  poisoned.actor = std::string(200, 'x');
  check_fails_alone(database, ledger, poisoned);
}

TEST_CASE("A command that clashes again and again fails alone, and soon", "[writer]") {
  const TestDatabase database;
  WriterHarness ledger(database.service());
  // A comment without its event: someone has tampered with the table.
  auto clashing = deposit(ledger.open(), "1");
  clashing.comment = seal_comment("for June");
  query_value(database.owner(), "insert into transaction_comment values ('" + to_string(clashing.uid) +
                                    "', decode(repeat('00', 16), 'hex'), 'stray')");
  check_fails_alone(database, ledger, clashing);
}

TEST_CASE("A full queue and an absent database are said at once, or by the deadline", "[writer]") {
  const TestDatabase database;
  SECTION("full") {
    WriterHarness ledger(database.service(), {.queue_commands_max = 3});
    const auto account = ledger.open();
    // The journal's lock is held elsewhere, so nothing is committed meanwhile.
    const auto blocker = connect_for_test(database.service());
    auto lock = std::make_unique<pqxx::work>(*blocker);
    lock->exec("select from journal for update");
    std::vector<std::future<Outcome>> outcomes;
    for (int index = 0; index < 50; ++index) outcomes.push_back(ledger.start(deposit(account, "1")));
    lock.reset();
    int refused = 0;
    for (auto& future : outcomes) {
      const auto outcome = outcome_of(future);
      const auto* unavailable = std::get_if<Unavailable>(&outcome);
      if (unavailable == nullptr) continue;
      CHECK(unavailable->reason == Unavailable::Reason::queue_full);
      ++refused;
    }
    CHECK(refused >= 10);
    CHECK(refused < 50);
  }
  SECTION("away") {
    auto nowhere = database.service();
    nowhere.port = "1";
    WriterHarness ledger(nowhere, {.deadline = std::chrono::milliseconds(200)});
    const auto outcome = ledger.run(deposit(AccountId(1), "1"));
    CHECK(std::get<Unavailable>(outcome).reason == Unavailable::Reason::database_away);
    CHECK_FALSE(ledger.writer().is_ready());
  }
  SECTION("without its tables") {
    auto empty = database.service();
    empty.name = "postgres";
    WriterHarness ledger(empty, {.deadline = std::chrono::milliseconds(200)});
    const auto outcome = ledger.run(deposit(AccountId(1), "1"));
    CHECK(std::get<Unavailable>(outcome).reason == Unavailable::Reason::migration_wanted);
  }
}

TEST_CASE("A connection that the server ends is survived without loss", "[writer]") {
  const TestDatabase database;
  WriterHarness ledger(database.service());
  const auto account = ledger.open();
  for (int round = 0; round < 20; ++round) {
    auto future = ledger.start(deposit(account, "1"));
    query_value(database.owner(),
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()"
                " and application_name = 'ledger-writer'");
    CHECK(std::holds_alternative<Applied>(outcome_of(future)));
  }
  check_chain(database.service(), 21);
}

}  // namespace ledger::test
