// Batches that are decided ahead of the journal's lock.
#include <atomic>
#include <map>
#include <string>
#include <thread>

#include "ledger/directory/seal.hpp"
#include "tests/support/at_once.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/journal/held_journal.hpp"
#include "tests/support/journal/journal_check.hpp"
#include "tests/support/journal/writer_harness.hpp"
#include "tests/support/metric.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

constexpr const char* waiting_for_lock_sql =
    "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";

std::string fence_of(const TestDatabase& database) {
  return query_value(database.service(), "select last_value from refusal_fence");
}

/// The parameters of append_events_and_holds that make it append a copy of the last event as the next one, and note it
/// as a hold, as SQL.
std::map<std::string, std::string> right_parameters() {
  const std::string last = " from event order by position desc limit 1)";
  return {
      {"in_last_position", "(select position" + last},
      {"in_last_hash", "(select hash" + last},
      {"in_fence", "(select last_value from refusal_fence)"},
      {"in_database", "regexp_replace(database_identity(), '[0-9]+$', '')"},
      {"in_timeline", "database_timeline()"},
      {"in_epoch", "1"},
      {"in_recorded_us", "(extract(epoch from clock_timestamp()) * 1000000)::bigint"},
      // The session's own questions take some of it.
      {"in_clock_tolerance_us", "20000000"},
      {"in_events",
       "(select array[row(position + 1, account_id, version + 1, amount, balance, held, balance_limit, effective_us,"
       " recorded_us, gen_random_uuid(), journal, leg, type, status, schema_version, currency, actor, details,"
       " text_hash, hash)::event_row]" +
           last},
      {"in_opened", "(select array[transaction_uid]" + last},
      {"in_accounts", "(select array[account_id]" + last},
      {"in_amounts", "array[100]"},
      {"in_expiries_us", "array[1]"},
      {"in_ended", "array[]::uuid[]"}};
}

bool appends(const TestDatabase& database, const std::map<std::string, std::string>& parameters) {
  std::string sql = "call append_events_and_holds(in_journal => 0::smallint";
  const auto connection = connect_for_test(database.service());
  pqxx::nontransaction session(*connection);
  // A CALL takes no queries.
  for (const auto& [name, value] : parameters) {
    const auto result = session.exec("select (" + value + ")::text")[0][0].as<std::string>();
    sql.append(", ").append(name).append(" => ").append(session.quote(result));
  }
  return session.exec(sql.append(")"))[0][0].as<bool>();
}

/// A comment is stored under the lock.
Deposit commented_deposit(AccountId account) {
  auto command = deposit(account, "1");
  command.comment = seal_comment("thanks");
  return command;
}

std::string event_count(const TestDatabase& database) {
  return query_value(database.service(), "select count(*) from event");
}

}  // namespace

TEST_CASE("What was decided ahead of the lock is appended only where all is as it was believed",
          "[writer][optimistic]") {
  const TestDatabase database;
  WriterHarness ledger(database.service());
  ledger.apply(deposit(ledger.open(), "100"));
  const auto count = event_count(database);
  const std::map<std::string, std::string> wrong = {
      {"in_last_position", "(select max(position) - 1 from event)"},
      {"in_last_hash", "sha256('another')"},
      {"in_fence", "(select last_value - 1 from refusal_fence)"},
      {"in_database", "'another:database:'"},
      {"in_timeline", "database_timeline() + 1"},
      {"in_epoch", "2"},
      {"in_recorded_us", "((extract(epoch from clock_timestamp()) - 21) * 1000000)::bigint"},
      {"in_clock_tolerance_us", "-1"},
  };
  for (const auto& [name, value] : wrong) {
    auto parameters = right_parameters();
    parameters[name] = value;
    INFO(name);
    CHECK_FALSE(appends(database, parameters));
    CHECK(event_count(database) == count);
  }
  auto ahead = right_parameters();
  ahead["in_recorded_us"] = "((extract(epoch from clock_timestamp()) + 60) * 1000000)::bigint";
  CHECK_FALSE(appends(database, ahead));
  execute_alone(database.owner(), "update journal_guard set kafka_position = 9, common_position = 1");
  CHECK_FALSE(appends(database, right_parameters()));
  execute_alone(database.owner(), "update journal_guard set kafka_position = null, common_position = null");
  CHECK(event_count(database) == count);
  CHECK(open_hold_count(database) == "0");
  CHECK(appends(database, right_parameters()));
  CHECK(open_hold_count(database) == "1");
  CHECK(event_count(database) == std::to_string(std::stoi(count) + 1));
}

TEST_CASE("Decided ahead of the lock, every command has the outcome that it has under it", "[writer][optimistic]") {
  const TestDatabase database;
  const auto mode = GENERATE(OptimisticAppend::on, OptimisticAppend::off);
  WriterHarness ledger(database.service(), {.optimistic_append = mode});
  const auto account = ledger.open();
  const auto other = ledger.open("Petya");
  const auto first = deposit(account, "100");
  CHECK_FALSE(ledger.apply(first).replayed);
  CHECK_FALSE(ledger.apply(transfer(account, other, "30")).replayed);
  CHECK_FALSE(ledger.apply(withdraw(account, "30")).replayed);
  if (mode == OptimisticAppend::on) CHECK(comes_to_decide_ahead(ledger, other));

  CHECK(ledger.apply(first).replayed);
  auto changed = first;
  changed.amount = deposit(account, "101").amount;
  CHECK(code_of(ledger.run(changed)) == RejectionCode::uid_reused);
  CHECK(code_of(ledger.run(withdraw(account, "40.01"))) == RejectionCode::insufficient_funds);
  CHECK(code_of(ledger.run(withdraw(AccountId(4711), "1"))) == RejectionCode::account_not_found);
  CHECK(ledger.apply(commented_deposit(account)).recorded.comment);
  CHECK(ledger.apply(withdraw(account, "41")).recorded.legs.front().balance == 0);
  if (mode == OptimisticAppend::off) CHECK(optimistic_batches(ledger) == 0);
  check_journal(database.service());
}

TEST_CASE("A refused command does not keep those beside it from being appended", "[writer][optimistic]") {
  const TestDatabase database;
  WriterHarness ledger(database.service());
  const auto account = ledger.open();
  ledger.apply(deposit(account, "10"));
  std::vector<std::future<Outcome>> outcomes;
  const auto repeated = deposit(account, "1");
  ledger.apply(repeated);
  {
    const HeldJournal held(database);
    for (int index = 0; index < 40; ++index) {
      outcomes.push_back(ledger.start(index % 8 == 3   ? Command(withdraw(account, "1000"))
                                      : index % 8 == 5 ? Command(repeated)
                                                       : Command(deposit(account, "1"))));
    }
  }
  for (int index = 0; index < 40; ++index) {
    const auto outcome = outcome_of(outcomes[static_cast<std::size_t>(index)]);
    INFO(index);
    if (index % 8 == 3) {
      CHECK(code_of(outcome) == RejectionCode::insufficient_funds);
    } else {
      CHECK(std::get<Applied>(outcome).replayed == (index % 8 == 5));
    }
  }
  CHECK(check_journal(database.service()).size() == 3 + 30);
}

TEST_CASE("A refused command has its answer from the next batch, however much there is to do", "[writer][optimistic]") {
  const TestDatabase database;
  WriterHarness ledger(database.service());
  const auto account = ledger.open();
  std::atomic<bool> stop{false};
  std::vector<std::jthread> clients;
  for (int client = 0; client < 8; ++client) {
    clients.emplace_back([&] {
      while (!stop) ledger.run(deposit(account, "0.01"));
    });
  }
  constexpr int refused = 20;
  for (int index = 0; index < refused; ++index) {
    CHECK(code_of(ledger.run(withdraw(account, "1000000"))) == RejectionCode::insufficient_funds);
  }
  stop = true;
  clients.clear();
  CHECK(metric_value(ledger.metrics(), "ledger_writer_commands_put_back_total") <= refused);
}

TEST_CASE("Two writers decide ahead of the lock on the same accounts, and none is overdrawn", "[writer][optimistic]") {
  const TestDatabase database;
  WriterHarness one(database.service());
  WriterHarness other(database.service());
  const auto account = one.open();
  one.apply(deposit(account, "100"));
  const auto taken = at_once(8, [&](std::size_t client) {
    auto& mine = client % 2 == 0 ? one : other;
    int count = 0;
    for (int index = 0; index < 40; ++index) {
      const auto command = withdraw(account, "1");
      const auto outcome = mine.run(command);
      if (std::holds_alternative<Rejection>(outcome)) continue;
      CHECK_FALSE(std::get<Applied>(outcome).replayed);
      CHECK(mine.apply(command).replayed);
      ++count;
    }
    return count;
  });
  int sum = 0;
  for (const auto count : taken) sum += count;
  CHECK(sum == 100);
  CHECK(check_journal(database.service()).size() == 102);
}

TEST_CASE("A batch that refuses somebody raises the fence, and no other does", "[writer][optimistic]") {
  const TestDatabase database;
  WriterHarness ledger(database.service());
  const auto account = ledger.open();
  const auto first = deposit(account, "10");
  ledger.apply(first);
  ledger.apply(withdraw(account, "1"));
  ledger.apply(first);
  const auto before = fence_of(database);
  CHECK(std::stoi(before) >= 1);
  CHECK(code_of(ledger.run(withdraw(account, "10"))) == RejectionCode::insufficient_funds);
  const auto after = fence_of(database);
  CHECK(std::stoi(after) == std::stoi(before) + 1);
  ledger.apply(withdraw(account, "1"));
  CHECK(fence_of(database) == after);
  // Also one that appends something else: its end tells nothing of who was refused.
  std::vector<std::future<Outcome>> outcomes;
  {
    const HeldJournal held(database);
    // The first keeps the others waiting for a batch of theirs, which a comment has decided under the lock.
    outcomes.push_back(ledger.start(commented_deposit(account)));
    REQUIRE(eventually([&] { return query_value(database.owner(), waiting_for_lock_sql) == "1"; }));
    outcomes.push_back(ledger.start(commented_deposit(account)));
    outcomes.push_back(ledger.start(withdraw(account, "1000")));
  }
  CHECK(std::holds_alternative<Applied>(outcome_of(outcomes[0])));
  CHECK(std::holds_alternative<Applied>(outcome_of(outcomes[1])));
  CHECK(code_of(outcome_of(outcomes[2])) == RejectionCode::insufficient_funds);
  CHECK(std::stoi(fence_of(database)) == std::stoi(after) + 1);
  // The writer knows the fence that it has raised itself, so its very next append finds it as it believes. On a busy
  // machine a look at the clock may have taken too long.
  CHECK(eventually([&] {
    const auto optimistic = optimistic_batches(ledger);
    ledger.run(withdraw(account, "1000"));
    ledger.apply(deposit(account, "0.01"));
    return optimistic_batches(ledger) == optimistic + 1;
  }));
}

TEST_CASE("An append whose commit fails is not taken for one that is stored", "[writer][optimistic]") {
  const TestDatabase database;
  WriterHarness ledger(database.service());
  const auto account = ledger.open();
  ledger.apply(deposit(account, "1"));
  // It speaks when the transaction commits, which is after the answer of append_events_and_holds.
  execute_alone(database.owner(),
                "create function refuse_666() returns trigger language plpgsql as"
                " $$ begin if new.amount = 66600 then raise 'refused'; end if; return null; end $$");
  execute_alone(database.owner(),
                "create constraint trigger refuse_666 after insert on event deferrable initially deferred"
                " for each row execute function refuse_666()");
  CHECK(eventually([&] {
    const auto before = optimistic_batches(ledger);
    ledger.apply(deposit(account, "2"));
    return optimistic_batches(ledger) == before + 1;
  }));
  const auto count = check_journal(database.service()).size();
  CHECK(std::holds_alternative<Failed>(ledger.run(deposit(account, "666"))));
  CHECK(check_journal(database.service()).size() == count);
  ledger.apply(deposit(account, "3"));
  CHECK(check_journal(database.service()).size() == count + 1);
}

TEST_CASE("An append that loses its connection while it waits for the lock is recorded once", "[writer][optimistic]") {
  const TestDatabase database;
  WriterHarness ledger(database.service());
  const auto account = ledger.open();
  ledger.apply(deposit(account, "10"));
  std::future<Outcome> outcome;
  {
    const HeldJournal held(database);
    outcome = ledger.start(withdraw(account, "10"));
    const std::string waiting =
        " from pg_stat_activity where datname = current_database() and application_name = 'ledger-writer'"
        " and wait_event_type = 'Lock' and query like '%append_events_and_holds%'";
    REQUIRE(eventually([&] { return query_value(database.owner(), "select count(*)" + waiting) == "1"; }));
    query_value(database.owner(), "select count(pg_terminate_backend(pid))" + waiting);
  }
  const auto applied = outcome_of(outcome);
  CHECK_FALSE(std::get<Applied>(applied).replayed);
  CHECK(check_journal(database.service()).size() == 3);
}

}  // namespace ledger::test
