// Long reads of any number delay no balance.
#include <future>

#include "tests/support/api/api_server.hpp"
#include "tests/support/api/scraped_metrics.hpp"
#include "tests/support/journal/locked_holds.hpp"

namespace ledger::test {
namespace {

std::future<HttpResponse> begin_get(const ApiServer& server, const std::string& target) {
  return std::async(std::launch::async, [client = server.client(), target]() mutable { return client.get(target); });
}

}  // namespace

TEST_CASE("Balances are read though all threads for long reads are taken and more reads wait", "[api][reads]") {
  const TestDatabase database;
  const ApiServer server(database.service(), {{"LEDGER_LONG_READ_THREADS", "2"},
                                              {"LEDGER_LONG_READ_OWN_QUEUE_MAX", "6"},
                                              {"LEDGER_LONG_READ_DEADLINE_MS", "20000"}});
  ApiClient client(server);
  const auto user = client.open(R"(,"external_id":"known outside")");
  REQUIRE(client.deposit(user, "5").status() == 200);
  const auto path = "/v1/user/" + user;
  CHECK(client.get(path + "/holds").status() == 200);

  LockedHolds holds(database);
  std::vector<std::future<HttpResponse>> held_up;
  const auto hold_up = [&](int count) {
    while (count-- > 0) held_up.push_back(begin_get(server, path + "/holds"));
  };
  hold_up(2);
  REQUIRE(eventually([&] { return value_in(server.metrics(), "ledger_reads_under_way{pool=\"long\"}") == 2; }));
  hold_up(6);
  REQUIRE(eventually([&] { return value_in(server.metrics(), "ledger_reads_queued{pool=\"long\"}") == 6; }));

  // Reads that need only a few look-ups, in every form.
  CHECK(client.balance(user) == "5.00");
  CHECK(client.balance(user, "?date=2023-01-01") == "0.00");
  CHECK(client.get(path).status() == 200);
  CHECK(client.get("/v1/users?external_id=known%20outside").status() == 200);
  CHECK(client.get("/balance/" + std::string("known%20outside")).status() == 200);
  CHECK(client.get("/health").status() == 200);
  CHECK(client.deposit(user, "1").status() == 200);
  // One caller has no more pages waiting than he may have.
  CHECK(client.get(path + "/transactions").problem() == "503 reads_busy");
  CHECK(value_in(server.metrics(), "ledger_reads_refused_total{pool=\"long\"}") == 1);

  holds.release();
  for (auto& each : held_up) CHECK(each.get().status == 200);
  CHECK(client.get(path + "/transactions").status() == 200);
}

}  // namespace ledger::test
