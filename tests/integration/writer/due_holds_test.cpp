// A hold is over at its expiry for everyone, also where nobody has let it expire; and looking for due holds costs the
// same however many have ended.
#include <atomic>
#include <catch2/catch.hpp>
#include <regex>

#include "ledger/domain/details.hpp"
#include "ledger/journal/journal_sql.hpp"
#include "ledger/queries/open_holds.hpp"
#include "ledger/queries/transactions.hpp"
#include "ledger/writer/batch/batch.hpp"
#include "ledger/writer/due_hold_reader.hpp"
#include "ledger/writer/hold_expirer.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/journal/future_event.hpp"
#include "tests/support/journal/journal_check.hpp"
#include "tests/support/journal/writer_harness.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

constexpr const char* due_rows_sql = "select count(*) from open_hold";
constexpr std::chrono::seconds shortest{1};

void wait_until_all_are_due(const TestDatabase& database) {
  REQUIRE(eventually([&] {
    return query_value(database.service(),
                       "select bool_and(expires_us <= extract(epoch from clock_timestamp()) * 1000000)"
                       " from open_hold") == "t";
  }));
}

std::vector<Outcome> run_each(WriterHarness& ledger, std::vector<Command> commands) {
  std::promise<std::vector<Outcome>> promise;
  auto future = promise.get_future();
  ledger.writer().submit_each(std::move(commands),
                              [&](std::vector<Outcome> outcomes) { promise.set_value(std::move(outcomes)); });
  if (future.wait_for(patience) != std::future_status::ready) throw std::runtime_error("commands have no outcome");
  return future.get();
}

/// That many holds of 0.01 each, which end after a second.
void place_cents(WriterHarness& ledger, AccountId account, int count) {
  std::vector<Command> holds;
  for (int index = 0; index < count; ++index) holds.emplace_back(place_hold(account, "0.01", shortest));
  for (const auto& outcome : run_each(ledger, std::move(holds))) REQUIRE(std::holds_alternative<Applied>(outcome));
}

double counter(const prometheus::Registry& metrics, const std::string& name) {
  for (const auto& family : metrics.Collect()) {
    if (family.name == name) return family.metric.front().counter.value;
  }
  return 0;
}

/// Returns the number of pages that a statement has visited, in memory or not.
int pages_read(const DatabaseSettings& settings, const std::string& sql) {
  const auto connection = connect_for_test(settings);
  pqxx::work transaction(*connection);
  // As the programs' sessions have it; statistics were never gathered here.
  transaction.exec("set local enable_seqscan = off");
  transaction.exec("set local enable_bitmapscan = off");
  std::string plan;
  for (const auto& row : transaction.exec("explain (analyze, buffers) " + sql)) plan += row[0].as<std::string>() + "\n";
  INFO(plan);
  // The first line with buffers is the whole statement's.
  const auto begin = plan.find("Buffers:");
  if (begin == std::string::npos) return 0;
  const auto line = plan.substr(begin, plan.find('\n', begin) - begin);
  const std::regex number("(hit|read)=(\\d+)");
  int pages = 0;
  for (std::sregex_iterator found(line.begin(), line.end(), number), end; found != end; ++found) {
    pages += std::stoi((*found)[2]);
  }
  return pages;
}

std::string with_parameters(std::string sql, const std::vector<std::string>& values) {
  for (std::size_t index = values.size(); index > 0; --index) {
    const auto mark = std::string("$").append(std::to_string(index));
    for (auto at = sql.find(mark); at != std::string::npos; at = sql.find(mark)) {
      sql.replace(at, mark.size(), values[index - 1]);
    }
  }
  return sql;
}

/// Rows that somebody's old snapshot still sees, though they are gone: index entries that nothing may remove.
class EndedHolds {
 public:
  EndedHolds(const TestDatabase& database, AccountId account, int count)
      : connection_(connect_for_test(database.owner())), snapshot_(*connection_) {
    query_value(database.owner(), "insert into open_hold select gen_random_uuid(), " + std::to_string(account.value) +
                                      ", 1, n from generate_series(1, " + std::to_string(count) + ") n");
    snapshot_.exec("select count(*) from open_hold");
    query_value(database.owner(), "delete from open_hold where expires_us <= " + std::to_string(count));
  }

 private:
  std::unique_ptr<DatabaseSession> connection_;
  pqxx::transaction<pqxx::repeatable_read> snapshot_;
};

}  // namespace

TEST_CASE("No command is refused for money that a due hold still has", "[hold]") {
  const TestDatabase database;
  WriterHarness ledger(database.service());
  const auto payer = ledger.open();
  const auto receiver = ledger.open();
  const auto sent = transfer(payer, receiver, "50");
  ledger.apply(deposit(payer, "100"));
  ledger.apply(sent);
  for (const auto account : {payer, payer, payer, payer, payer}) ledger.apply(place_hold(account, "10", shortest));
  ledger.apply(place_hold(receiver, "50", shortest));
  CHECK(code_of(ledger.run(withdraw(payer, "1"))) == RejectionCode::insufficient_funds);
  wait_until_all_are_due(database);

  ledger.apply(withdraw(payer, "10"));
  CHECK(query_value(database.service(), due_rows_sql) == "5");
  ledger.apply(transfer(payer, receiver, "10"));
  ledger.apply(place_hold(payer, "20"));
  ledger.apply(reversal_of(sent.uid));
  CHECK(code_of(ledger.run(withdraw(payer, "1000"))) == RejectionCode::insufficient_funds);
  CHECK(query_value(database.service(), due_rows_sql) == "1");
  CHECK(counter(ledger.metrics(), "ledger_holds_expired_total") == 6);
  check_journal(database.service());
  CHECK(verdict(verified(database)) == "intact");
}

TEST_CASE("A hold shows that it is over once the ledger's time has passed its end, recorded or not", "[hold]") {
  const TestDatabase database;
  WriterHarness ledger(database.service());
  const auto account = ledger.open();
  const auto other = ledger.open();
  ledger.apply(deposit(account, "10"));
  const auto hold = place_hold(account, "10", shortest);
  ledger.apply(hold);
  wait_until_all_are_due(database);
  const auto connection = connect_for_test(database.service());
  const auto read = [&] {
    pqxx::read_transaction transaction(*connection);
    return find_transaction(transaction, hold.uid).value();
  };
  // A clock alone does not make it so: clocks can be wrong.
  CHECK(hold_status(read()) == HoldStatus::open);
  CHECK_FALSE(closed_at(read()));

  ledger.apply(deposit(other, "1"));
  CHECK(hold_status(read()) == HoldStatus::expired);
  CHECK(closed_at(read()) == hold_terms(read().legs.front()).expires);
  CHECK(read().legs.size() == 1);
  {
    // Its money is still held in the state of the account's last event, and the list adds up to that.
    pqxx::read_transaction transaction(*connection);
    const auto page = open_holds(transaction, account, std::nullopt, 10);
    REQUIRE(page.holds.size() == 1);
    CHECK(hold_status(page.holds.front()) == HoldStatus::expired);
    CHECK(last_event(transaction, account).value().held == 1000);
  }
  ledger.apply(withdraw(account, "1"));
  CHECK(hold_status(read()) == HoldStatus::expired);
  CHECK(read().legs.size() == 2);
}

TEST_CASE("A command that needs more expiries than a batch has waits, and is never refused for it", "[hold]") {
  const TestDatabase database;
  WriterHarness ledger(database.service());
  const auto account = ledger.open();
  const auto other = ledger.open();
  ledger.apply(deposit(account, "13"));
  ledger.apply(deposit(other, "13"));
  place_cents(ledger, account, 1'300);
  place_cents(ledger, other, 1'300);
  wait_until_all_are_due(database);

  // At its deadline, too, it is not known whether the money is there.
  WriterHarness hasty(database.service(), {.deadline = std::chrono::milliseconds(5)});
  for (bool applied = false; !applied;) {
    const auto outcome = hasty.run(withdraw(other, "13"));
    REQUIRE_FALSE(std::holds_alternative<Rejection>(outcome));
    applied = std::holds_alternative<Applied>(outcome);
  }
  // Later commands of the same request are decided after it.
  const auto outcomes = run_each(ledger, {withdraw(account, "13"), deposit(account, "1"), withdraw(account, "1")});
  for (const auto& outcome : outcomes) CHECK(std::holds_alternative<Applied>(outcome));
  const auto balance_after = [&](std::size_t index) {
    return std::get<Applied>(outcomes.at(index)).recorded.legs.front().balance;
  };
  CHECK(balance_after(0) == 0);
  CHECK(balance_after(1) == 100);
  CHECK(counter(ledger.metrics(), "ledger_writer_commands_put_back_total") >= 2);
  CHECK(verdict(verified(database)) == "intact");
}

TEST_CASE("No account of many is refused because the others' due holds fill a look", "[hold]") {
  const TestDatabase database;
  WriterHarness ledger(database.service());
  constexpr int each = static_cast<int>(due_holds_max);
  constexpr int accounts = journal_sql::due_holds_looked_up_max / each + 1;
  std::vector<Command> commands;
  for (int count = 0; count < accounts; ++count) {
    const auto account = ledger.open();
    ledger.apply(deposit(account, "5"));
    place_cents(ledger, account, each);
    commands.emplace_back(withdraw(account, "5"));
  }
  wait_until_all_are_due(database);
  for (const auto& outcome : run_each(ledger, std::move(commands))) CHECK(std::holds_alternative<Applied>(outcome));
  CHECK(query_value(database.service(), due_rows_sql) == "0");
}

TEST_CASE("Due is what has ended by the ledger's time where that is ahead of the clock", "[hold]") {
  const TestDatabase database;
  AccountId account;
  {
    WriterHarness ledger(database.service());
    account = ledger.open();
    const auto other = ledger.open();
    ledger.apply(deposit(account, "10"));
    ledger.apply(place_hold(account, "10", std::chrono::minutes(10)));
    ledger.apply(deposit(other, "1"));
  }
  // As a server with a false clock would have left it, at the very end of the hold.
  query_value(database.owner(),
              "alter table event disable trigger event_never_changes;"
              "update event set recorded_us = (select expires_us from open_hold)"
              " where position = (select max(position) from event) returning 1");
  WriterHarness ledger(database.service(), {.clocks = {.difference_max = std::chrono::hours(1)}});
  ledger.apply(withdraw(account, "10"));
  CHECK(query_value(database.service(), due_rows_sql) == "0");
}

TEST_CASE("While a newer program's due hold may have the money, nothing is refused for it", "[hold][upgrade]") {
  const TestDatabase database;
  AccountId account;
  {
    WriterHarness ledger(database.service());
    account = ledger.open();
    ledger.apply(deposit(account, "10"));
    ledger.apply(place_hold(account, "4", shortest));
    ledger.apply(place_hold(account, "6", shortest));
    ledger.apply(deposit(account, "1"));
  }
  query_value(database.owner(),
              "alter table event disable trigger event_never_changes;"
              "update event set schema_version = 2 where type = 6 and amount = 600 returning 1");
  wait_until_all_are_due(database);
  WriterHarness ledger(database.service());
  for (int again = 0; again < 3; ++again) {
    const auto outcome = ledger.run(withdraw(account, "8"));
    REQUIRE(std::holds_alternative<Unavailable>(outcome));
    CHECK(std::get<Unavailable>(outcome).reason == Unavailable::Reason::event_type_unknown);
  }
  // The funds of the holds that are understood are available.
  ledger.apply(withdraw(account, "5"));
}

TEST_CASE("A due hold is not let expire for its repetition where a newer program has gone on", "[hold][upgrade]") {
  const TestDatabase database;
  WriterHarness ledger(database.service());
  const auto account = ledger.open();
  ledger.apply(deposit(account, "10"));
  const auto hold = place_hold(account, "4", shortest);
  ledger.apply(hold);
  append_future_event(database, account, 0);
  wait_until_all_are_due(database);
  // The ledger's time passes the hold's end.
  ledger.apply(deposit(ledger.open(), "1"));
  const auto outcome = ledger.run(hold);
  REQUIRE(std::holds_alternative<Unavailable>(outcome));
  CHECK(std::get<Unavailable>(outcome).reason == Unavailable::Reason::event_type_unknown);
  CHECK(query_value(database.service(), due_rows_sql) == "1");
}

TEST_CASE("A row of a hold that has ended frees no money again", "[hold]") {
  const TestDatabase database;
  WriterHarness ledger(database.service());
  const auto account = ledger.open();
  ledger.apply(deposit(account, "10"));
  const auto ended = place_hold(account, "4", shortest);
  ledger.apply(ended);
  const auto row =
      query_value(database.owner(),
                  "select concat_ws(',', quote_literal(transaction_uid), account_id, 400, expires_us) from open_hold");
  ledger.apply(ending<CancelHold>(ended.uid));
  query_value(database.owner(), "insert into open_hold values (" + row + ") returning 1");
  wait_until_all_are_due(database);
  ledger.apply(place_hold(account, "10"));
  CHECK(code_of(ledger.run(withdraw(account, "1"))) == RejectionCode::insufficient_funds);
}

TEST_CASE("Looking for due holds costs the same however many have ended or are open", "[hold]") {
  const TestDatabase database;
  WriterHarness ledger(database.service());
  const auto account = ledger.open();
  const EndedHolds ended(database, account, 20'000);
  query_value(
      database.owner(),
      "insert into open_hold select gen_random_uuid(), 7, 1, 4000000000000000 + n from generate_series(1, 20000) n");
  const std::string nil = "'00000000-0000-0000-0000-000000000000'";
  // The old snapshot makes a scan from the beginning expensive, so that this test would notice one.
  CHECK(pages_read(database.service(), with_parameters(due_holds_sql, {"0", nil})) > 100);
  CHECK(pages_read(database.service(), with_parameters(due_holds_sql, {"20000", nil})) < 20);

  const auto look = [&](const std::string& open_from) {
    const auto id = std::to_string(account.value);
    return pages_read(database.service(), with_parameters(journal_sql::due_holds_of_accounts(),
                                                          {"array[" + id + "]", "array[" + open_from + "]", "30000"}));
  };
  CHECK(look("0") > 100);
  CHECK(look("20001") < 20);
}

TEST_CASE("A writer walks over an account's ended holds once", "[hold]") {
  const TestDatabase database;
  WriterHarness ledger(database.service());
  const auto account = ledger.open();
  ledger.apply(deposit(account, "10"));
  ledger.apply(place_hold(account, "10"));
  const EndedHolds ended(database, account, 5'000);
  const auto read = [&](const std::string& column) {
    return std::stoi(query_value(database.service(), "select " + column +
                                                         " from pg_stat_user_indexes"
                                                         " where indexrelname = 'open_hold_due_of_account'"));
  };
  for (int count = 0; count < 20; ++count) {
    CHECK(code_of(ledger.run(withdraw(account, "1"))) == RejectionCode::insufficient_funds);
  }
  REQUIRE(eventually([&] { return read("idx_scan") >= 20; }));
  CHECK(read("idx_tup_read") < 2 * 5'000);
}

TEST_CASE("Nothing expires while the expirer may not, and then all that is due", "[hold]") {
  const TestDatabase database;
  WriterHarness ledger(database.service());
  const auto account = ledger.open();
  ledger.apply(deposit(account, "100"));
  place_cents(ledger, account, 1'200);
  std::atomic<bool> may_expire = false;
  std::atomic<int> asked = 0;
  const HoldExpirer expirer(database.service(), ledger.writer(), ledger.metrics(), {.may_expire = [&] {
                              ++asked;
                              return may_expire.load();
                            }});
  wait_until_all_are_due(database);
  const int before = asked;
  REQUIRE(eventually([&] { return asked >= before + 2; }));
  CHECK(query_value(database.service(), due_rows_sql) == "1200");
  may_expire = true;
  REQUIRE(eventually([&] { return query_value(database.service(), due_rows_sql) == "0"; }));
  CHECK(counter(ledger.metrics(), "ledger_holds_expired_total") == 1'200);
  CHECK(verdict(verified(database)) == "intact");
}

TEST_CASE("A hold that appears behind what was looked at is found by the next full look", "[hold]") {
  const TestDatabase database;
  WriterHarness ledger(database.service());
  const auto account = ledger.open();
  ledger.apply(deposit(account, "10"));
  const auto late = place_hold(account, "1", shortest);
  ledger.apply(late);
  ledger.apply(place_hold(account, "2", shortest));
  // As if the transaction that placed the first one had not been committed yet.
  const auto expires_us = query_value(database.owner(), "delete from open_hold where transaction_uid = '" +
                                                            to_string(late.uid) + "' returning expires_us");
  const HoldExpirer expirer(database.service(), ledger.writer(), ledger.metrics(),
                            {.full_look_interval = std::chrono::seconds(2)});
  REQUIRE(eventually([&] { return query_value(database.service(), due_rows_sql) == "0"; }));
  query_value(database.owner(), "insert into open_hold values ('" + to_string(late.uid) + "', " +
                                    std::to_string(account.value) + ", 100, " + expires_us + ")");
  REQUIRE(eventually([&] { return query_value(database.service(), due_rows_sql) == "0"; }));
  CHECK(verdict(verified(database)) == "intact");
}

}  // namespace ledger::test
