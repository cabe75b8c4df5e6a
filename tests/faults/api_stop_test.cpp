// Told to stop while the database keeps requests waiting.
#include <csignal>

#include "tests/support/api/api_server.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/journal/writer_harness.hpp"
#include "tests/support/postgres/commit_cutting_proxy.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

bool is_waiting_for_a_lock(const TestDatabase& database, const std::string& application) {
  return query_value(database.owner(),
                     "select count(*) from pg_stat_activity where datname = current_database()"
                     " and wait_event_type = 'Lock' and application_name = '" +
                         application + "'") == "1";
}

}  // namespace

TEST_CASE("Told to stop while the database keeps a write and a read waiting, the API ends in order", "[faults][api]") {
  const TestDatabase database;
  // Both may take longer than connections are waited for, and the write longer than the stop may.
  ApiServer server(database.service(), {{"LEDGER_WRITE_DEADLINE_MS", "60000"}, {"LEDGER_READ_DEADLINE_MS", "9000"}});
  const auto account = std::to_string(WriterHarness(database.service()).open().value);
  const auto blocker = connect_for_test(database.owner());
  pqxx::work locks(*blocker);
  locks.exec("set local idle_in_transaction_session_timeout = 0");
  locks.exec("select from journal for update");
  locks.exec("lock table account_snapshot in access exclusive mode");

  RawConnection writing(server.url());
  writing.send(request_text("POST", "/v1/transaction", payment_body(fresh_uid(), "DEPOSIT", account, "1.00"),
                            {{"Content-Type", "application/json"}}));
  RawConnection reading(server.url());
  reading.send(request_text("GET", "/v1/user/" + account + "/balance?date=2022-05-05", "", {}));
  REQUIRE(eventually([&] {
    return is_waiting_for_a_lock(database, "ledger-writer") && is_waiting_for_a_lock(database, "ledger-api reads");
  }));

  server.process().send_signal(SIGTERM);
  CHECK(server.process().wait() == 0);
  INFO(server.process().log());
  // No client got an answer to the deposit, and nothing of it was recorded.
  CHECK(writing.is_closed_by_peer());
  CHECK(query_value(database.owner(), "select count(*) from event") == "1");
}

TEST_CASE("A frozen database keeps neither a read nor the program's stop waiting", "[faults][api]") {
  const TestDatabase database;
  CommitCuttingProxy proxy(database.service());
  ApiServer server(proxy.settings(), {{"LEDGER_READ_DEADLINE_MS", "500"}});
  ApiClient client(server);
  const auto user = client.open();
  REQUIRE(client.balance(user) == "0.00");
  proxy.freeze();
  CHECK(client.get("/v1/user/" + user + "/balance").problem() == "503 deadline_passed");

  RawConnection reading(server.url());
  reading.send(request_text("GET", "/v1/user/" + user + "/balance", "", {}));
  server.process().send_signal(SIGTERM);
  CHECK(server.process().wait(std::chrono::seconds(15)) == 0);
}

}  // namespace ledger::test
