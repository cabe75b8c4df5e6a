// A request's id: taken from the client, made up where it sends none, and told in the log.

#include <sstream>
#include <string>

#include "tests/support/api/log_lines.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

constexpr const char* made_up = "[0-9a-f]{16}-[0-9]+";

}  // namespace

TEST_CASE("A request's id is given back, or made up", "[api][request-id]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  auto client = server.client();
  CHECK(client.get("/v1/users", {{"X-Request-Id", "00-4bf92f3577b34da6:1"}}).field("X-Request-Id") ==
        "00-4bf92f3577b34da6:1");
  CHECK(client.get("/nothing", {{"x-request-id", "of-a-problem"}}).field("X-Request-Id") == "of-a-problem");
  const auto first = client.get("/v1/users").field("X-Request-Id");
  CHECK_THAT(first, Matches(made_up));
  CHECK(client.get("/v1/users").field("X-Request-Id") != first);
  for (const std::string& hostile : {std::string("two words"), std::string("{\"a\":1}"), std::string(129, 'x')}) {
    CHECK_THAT(client.get("/v1/users", {{"X-Request-Id", hostile}}).field("X-Request-Id"), Matches(made_up));
  }
}

TEST_CASE("The access log has a JSON line for each answer, and nothing personal", "[api][request-id][log]") {
  const TestDatabase database;
  ApiServer server(database.service(), {{"LEDGER_LOG_FORMAT", "json"}, {"LEDGER_ACCESS_LOG", "on"}});
  ApiClient client(server);
  const auto user = client.open(R"(,"external_id":"vasya-4711")");
  CHECK(client.get("/v1/users?external_id=vasya-4711", {{"X-Request-Id", "of-users"}}).status() == 200);
  const std::string trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  CHECK(client.get("/v1/user/" + user, {{"X-Request-Id", "of-user"}, {"traceparent", trace}}).status() == 200);

  const auto line = Json::parse(line_about(server, "of-user"));
  CHECK(line["message"] == "request answered");
  CHECK(line["method"] == "GET");
  CHECK(line["route"] == "/v1/users/{id}");
  CHECK(line["status"] == "200");
  CHECK(line["traceparent"] == trace);
  CHECK(Json::parse(line_about(server, "of-users"))["traceparent"] == "missing");
  CHECK(std::stoll(line["duration_us"]) >= 0);
  CHECK(Json::parse(line_about(server, "of-users"))["route"] == "/v1/users");
  std::istringstream log(server.process().log());
  for (std::string any; std::getline(log, any);) CHECK(Json::parse(any)["program"] == "ledger-api");
  CHECK_THAT(server.process().log(), !Contains("vasya"));
}

}  // namespace ledger::test
