// The rules that hold when many clients act at the same instant.
#include <algorithm>

#include "tests/support/api/api_server.hpp"
#include "tests/support/at_once.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

using Statuses = std::vector<int>;

auto count_of(const Statuses& statuses, int status) { return std::count(statuses.begin(), statuses.end(), status); }

Statuses withdraw_at_once(const ApiServer& server, const std::string& user, std::size_t clients,
                          const std::string& amount) {
  return at_once(clients, [&](std::size_t) {
    auto client = server.client();
    return client.post("/v1/transaction", payment_body(fresh_uid(), "WITHDRAW", user, amount)).status;
  });
}

std::string events_of(const TestDatabase& database, const std::string& user) {
  return query_value(database.owner(), "select count(*) from event where account_id = " + user + " and type <> 1");
}

}  // namespace

TEST_CASE("Withdrawals at once never take more than there is", "[api][race]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);

  SECTION("five of 700 from 1500: two succeed") {
    const auto user = client.open();
    REQUIRE(client.deposit(user, "1500").status() == 200);
    const auto statuses = withdraw_at_once(server, user, 5, "700");
    CHECK(count_of(statuses, 200) == 2);
    CHECK(count_of(statuses, 402) == 3);
    CHECK(client.balance(user) == "100.00");
  }
  SECTION("ten of 200 from 1000: five succeed") {
    const auto user = client.open();
    REQUIRE(client.deposit(user, "1000").status() == 200);
    const auto statuses = withdraw_at_once(server, user, 10, "200");
    CHECK(count_of(statuses, 200) == 5);
    CHECK(count_of(statuses, 402) == 5);
    CHECK(client.balance(user) == "0.00");
  }
}

TEST_CASE("Deposits at once are all counted, two hundred times over", "[api][race]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto user = client.open();
  const std::vector<std::string> amounts = {"100.00", "1.00"};
  std::vector<HttpClient> clients;
  for (std::size_t count = 0; count < amounts.size(); ++count) clients.push_back(server.client());
  for (int round = 0; round < 200; ++round) {
    const auto statuses = at_once(amounts.size(), [&](std::size_t index) {
      const auto body = payment_body(fresh_uid(), "DEPOSIT", user, amounts[index]);
      return clients[index].post("/v1/transaction", body).status;
    });
    REQUIRE(statuses == Statuses{200, 200});
  }
  CHECK(client.balance(user) == "20200.00");
  CHECK(events_of(database, user) == "400");
}

TEST_CASE("The same uid from fifty clients at once is one event", "[api][race]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto user = client.open();
  const auto body = payment_body(fresh_uid(), "DEPOSIT", user, "7.00");
  const auto answers = at_once(50, [&](std::size_t) { return server.client().post("/v1/transaction", body); });

  int replayed = 0;
  for (const auto& answer : answers) {
    CHECK(answer.status == 200);
    CHECK(answer.body == answers.front().body);
    CHECK(answer.field("Ledger-Position") == answers.front().field("Ledger-Position"));
    if (answer.field("Idempotent-Replayed") == "true") ++replayed;
  }
  CHECK(replayed == 49);
  CHECK(client.balance(user) == "7.00");
  CHECK(events_of(database, user) == "1");
}

TEST_CASE("Two servers on one database judge by the same balance", "[api][race]") {
  const TestDatabase database;
  const ApiServer first(database.service());
  const ApiServer second(database.service());
  ApiClient client(first);
  const auto user = client.open();
  REQUIRE(client.deposit(user, "10").status() == 200);
  const auto statuses = at_once(20, [&](std::size_t index) {
    auto each = (index % 2 == 0 ? first : second).client();
    return each.post("/v1/transaction", payment_body(fresh_uid(), "WITHDRAW", user, "1")).status;
  });
  CHECK(count_of(statuses, 200) == 10);
  CHECK(count_of(statuses, 402) == 10);
  CHECK(ApiClient(second).balance(user) == "0.00");
}

}  // namespace ledger::test
