// More requests than the server can answer: those that have waited long are refused, so that others need not wait.
#include <chrono>
#include <string>
#include <vector>

#include "tests/support/api/api_server.hpp"
#include "tests/support/api/scraped_metrics.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

/// Longer than a request may wait, which is 25 ms, and than the clock of the kernel is coarse.
constexpr auto too_long = 60ms;
/// Longer than a burst may last.
constexpr auto no_burst = 150ms;

/// Returns the answer to a request that waited in its socket while the server stood still.
HttpResponse late_answer(ApiServer& server, const std::string& request) {
  RawConnection connection(server.url());
  // So that the connection is accepted, and its first request awaited, before the server stands still.
  connection.send(request_text("GET", "/livez", "", {}));
  CHECK(connection.next_response().status == 200);
  // Its one worker has noted when it gave that answer, once it has given another one.
  CHECK(server.client().get("/livez").status == 200);
  server.process().freeze();
  const auto sent = Clock::now();
  connection.send(request);
  CHECK(eventually([&] { return Clock::now() - sent > too_long; }));
  server.process().thaw();
  return connection.next_response();
}

}  // namespace

TEST_CASE("Requests that wait too long are refused while the server is behind", "[api][overload]") {
  const TestDatabase database;
  ApiServer server(database.service(), {{"LEDGER_HTTP_WAIT_MAX_MS", "25"}, {"LEDGER_HTTP_THREADS", "1"}});
  ApiClient client(server);
  const auto user = client.open();
  const auto balance = request_text("GET", "/v1/user/" + user, "", {});
  const auto deposit = request_text("POST", "/v1/transaction", payment_body(fresh_uid(), "DEPOSIT", user, "1.00"),
                                    {{"Content-Type", "application/json"}});

  CHECK(late_answer(server, balance).status == 200);
  // The server counts from the first that came late, however long it took to get there.
  const auto first_late = Clock::now();
  while (Clock::now() - first_late < no_burst) late_answer(server, balance);
  const auto refused = late_answer(server, deposit);
  CHECK(refused.status == 503);
  CHECK(Json::parse(refused.body)["code"] == "overloaded");
  CHECK(refused.field("Retry-After") == "1");
  CHECK(late_answer(server, request_text("GET", "/readyz", "", {})).status == 200);
  CHECK(value_in(server.metrics(), "ledger_http_requests_overloaded_total").value_or(0) >= 1);

  // One that comes in time shows that the server keeps up again.
  CHECK(client.balance(user) == "0.00");
  CHECK(late_answer(server, deposit).status == 200);
  CHECK(client.balance(user) == "1.00");
}

TEST_CASE("A request that waited for the answer to the one before it did not come too late", "[api][overload]") {
  const TestDatabase database;
  ApiServer server(database.service(), {{"LEDGER_HTTP_WAIT_MAX_MS", "25"}, {"LEDGER_HTTP_THREADS", "1"}});
  const auto user = ApiClient(server).open();
  const auto slow = request_text("GET", "/v1/user/" + user, "", {{"Ledger-Min-Position", "0:1000"}});
  const auto quick = request_text("GET", "/v1/user/" + user, "", {});

  // They are answered one after the other for longer than a burst lasts.
  std::vector<RawConnection> connections;
  const auto begin = Clock::now();
  for (int number = 0; number < 8; ++number) {
    CHECK(eventually([&] { return Clock::now() - begin > number * 40ms; }));
    connections.emplace_back(server.url()).send(slow);
  }
  CHECK(eventually([&] { return Clock::now() - begin > 8 * 40ms + too_long; }));
  for (auto& connection : connections) connection.send(quick);
  for (auto& connection : connections) {
    CHECK(Json::parse(connection.next_response().body)["code"] == "position_not_reached");
    CHECK(connection.next_response().status == 200);
  }
  CHECK(value_in(server.metrics(), "ledger_http_requests_overloaded_total").value_or(0) == 0);
}

}  // namespace ledger::test
