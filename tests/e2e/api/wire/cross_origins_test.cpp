// Web pages of other sites, as browsers announce them (CORS).
#include "tests/support/api/api_server.hpp"
#include "tests/support/api/guarded_server.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

const Process::Environment invites = {{"LEDGER_HTTP_CORS_ORIGINS", "https://app.example,http://localhost:3000"}};
const std::string allowed_origin = "Access-Control-Allow-Origin";

HttpFields asking(const std::string& origin, const std::string& method) {
  return {{"Origin", origin},
          {"Access-Control-Request-Method", method},
          {"Access-Control-Request-Headers", "authorization,content-type,idempotency-key"},
          {"Sec-Fetch-Site", "cross-site"}};
}

}  // namespace

TEST_CASE("A page of an invited site asks, calls with its token, and reads the answer", "[api][cors]") {
  const GuardedServer server(invites);
  HttpClient client(server.api().url());
  const auto asked = client.request("OPTIONS", "/v1/users", "", asking("https://app.example", "POST"));
  CHECK(asked.status == 204);
  CHECK(asked.body.empty());
  CHECK(asked.field(allowed_origin) == "https://app.example");
  CHECK_THAT(asked.field("Access-Control-Allow-Methods"), Contains("POST"));
  for (const auto* field : {"Authorization", "Content-Type", "Idempotency-Key", "Ledger-Min-Position"}) {
    CHECK_THAT(asked.field("Access-Control-Allow-Headers"), Contains(field));
  }

  auto fields = bearer(server.token_for("service"));
  fields.emplace_back("Origin", "https://app.example");
  const auto opened = client.post("/v1/users", R"({"name":"Ann"})", fields);
  CHECK(opened.status == 201);
  CHECK(opened.field(allowed_origin) == "https://app.example");
  CHECK(opened.field("Vary") == "Origin");
  for (const auto* field : {"Ledger-Position", "X-Request-Id", "Location", "Content-Disposition"}) {
    CHECK_THAT(opened.field("Access-Control-Expose-Headers"), Contains(field));
  }
  // A refusal can be read as well, so that the page can say what is wrong.
  for (const auto* target : {"/v1/users", "/v1/nothing"}) {
    CHECK(client.post(target, R"({"name":"Ann"})", {{"Origin", "http://localhost:3000"}}).field(allowed_origin) ==
          "http://localhost:3000");
  }
  CHECK(opened.field("Access-Control-Allow-Credentials").empty());
}

TEST_CASE("A page of another site, or of any without the setting, is told nothing", "[api][cors]") {
  const GuardedServer inviting(invites);
  const GuardedServer plain;
  for (const auto& [server, origin] :
       {std::pair(&inviting, "https://evil.example"), {&inviting, "null"}, {&plain, "https://app.example"}}) {
    INFO(origin);
    HttpClient client(server->api().url());
    const auto asked = client.request("OPTIONS", "/v1/users", "", asking(origin, "POST"));
    CHECK(asked.status == 405);
    CHECK(asked.field(allowed_origin).empty());
    auto fields = bearer(server->token_for("service"));
    fields.emplace_back("Origin", origin);
    CHECK(client.post("/v1/users", R"({"name":"Ann"})", fields).field(allowed_origin).empty());
  }
}

TEST_CASE("Without tokens an invited site may call, under the server's own name only", "[api][cors]") {
  const TestDatabase database;
  const ApiServer server(database.service(), invites);
  HttpClient client(server.url());
  const auto opened_by = [&client](const std::string& origin) {
    return client.post("/v1/users", R"({"name":"Ann"})", {{"Origin", origin}, {"Sec-Fetch-Site", "cross-site"}}).status;
  };
  CHECK(opened_by("https://app.example") == 201);
  CHECK(opened_by("https://evil.example") == 403);
  RawConnection connection(server.url());
  connection.send("POST /v1/users HTTP/1.1\r\nHost: evil.example\r\nOrigin: https://app.example\r\n\r\n");
  CHECK(connection.next_response().status == 403);
}

TEST_CASE("A wildcard is refused when the server starts", "[api][cors]") {
  const TestDatabase database;
  CHECK_THROWS(ApiServer(database.service(), {{"LEDGER_HTTP_CORS_ORIGINS", "*"}}));
}

}  // namespace ledger::test
