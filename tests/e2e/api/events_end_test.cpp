// Streams of events end for several reasons, and some are refused at the start.
#include "tests/support/api/event_source.hpp"
#include "tests/support/api/guarded_server.hpp"

namespace ledger::test {
namespace {

/// "token_expired" of a message that ends a stream; the server's leeway for clocks is in it already.
std::string end_code(EventSource& source) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (std::chrono::steady_clock::now() < deadline) {
    const auto message = source.next_block();
    if (message.event != "end") continue;
    CHECK(source.rest().empty());
    return Json::parse(message.data)["code"];
  }
  return "goes on";
}

/// Signed with the one key that a test can withdraw.
std::string withdrawable_token() {
  TokenText text;
  text.algorithm = "HS256";
  text.key_id = "hs";
  text.roles = R"(["admin"])";
  return make_token(text, std::chrono::system_clock::now());
}

}  // namespace

TEST_CASE("A stream ends with its token, and goes on with a new one", "[api][events][auth]") {
  const GuardedServer server(Process::Environment{{"LEDGER_AUTH_LEEWAY_SECONDS", "0"}});
  ApiClient client(server.api());
  const auto opener = bearer(server.token_for("service"));
  REQUIRE(client.post("/v1/user", R"({"name":"Ann"})", opener).status() == 201);
  EventSource source(server.api(), "", bearer(admin_token(3)));
  REQUIRE(source.head().status == 200);
  const auto seen = source.next();
  CHECK(seen.id == "0:1");
  const auto begun = std::chrono::steady_clock::now();
  CHECK(end_code(source) == "token_expired");
  // Well before the heartbeat that would come after ten seconds.
  CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(5));

  REQUIRE(client.post("/v1/user", R"({"name":"Bob"})", opener).status() == 201);
  auto fields = bearer(admin_token(60));
  fields.push_back({"Last-Event-ID", seen.id});
  EventSource resumed(server.api(), "", fields);
  CHECK(resumed.next().id == "0:2");
}

TEST_CASE("A stream ends when the key of its token is withdrawn", "[api][events][auth]") {
  const GuardedServer server(Process::Environment{{"LEDGER_AUTH_KEYS_REFRESH_SECONDS", "1"}});
  ApiClient client(server.api());
  const auto token = withdrawable_token();
  EventSource source(server.api(), "", bearer(token));
  REQUIRE(source.head().status == 200);
  server.keys().replace(TokenWorkshop::get().published_key_set());
  REQUIRE(eventually([&] { return client.get("/v1/user/1", bearer(token)).problem() == "401 token_key_unknown"; }));
  REQUIRE(client.post("/v1/user", R"({"name":"Ann"})", bearer(server.token_for("service"))).status() == 201);
  const auto last = source.next();
  CHECK(last.event == "end");
  CHECK(Json::parse(last.data)["code"] == "token_key_unknown");
}

TEST_CASE("A stream ends when the key of its token is replaced under the same name", "[api][events][auth]") {
  const GuardedServer server(Process::Environment{{"LEDGER_AUTH_KEYS_REFRESH_SECONDS", "1"}});
  ApiClient client(server.api());
  const auto token = withdrawable_token();
  EventSource source(server.api(), "", bearer(token));
  REQUIRE(source.head().status == 200);
  // 32 bytes of nothing.
  server.keys().replace(
      R"({"keys":[{"kty":"oct","kid":"hs","alg":"HS256","k":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}]})");
  REQUIRE(eventually([&] { return client.get("/v1/user/1", bearer(token)).problem() == "401 token_signature"; }));
  const auto last = source.next();
  CHECK(last.event == "end");
  CHECK(Json::parse(last.data)["code"] == "token_key_unknown");
}

TEST_CASE("A stream does not begin behind the journal's end", "[api][events]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto user = client.open();
  CHECK(client.get("/v1/events?after=0:2").problem() == "409 position_beyond_end after");
  CHECK(client.get("/v1/events", {{"Last-Event-ID", "0:999"}}).problem() == "409 position_beyond_end after");
  CHECK(client.get("/v1/events?account=" + user + "&after=0:2").problem() == "409 position_beyond_end after");
  CHECK(EventSource(server, "?after=0:1").next_block().id == "0:1");

  // One that is recorded within two seconds is waited for.
  std::thread writing([&] { ApiClient(server).deposit(user, "1"); });
  EventSource source(server, "?after=0:2");
  writing.join();
  CHECK(source.head().status == 200);
}

TEST_CASE("A stream of a journal that lost its end says so and ends", "[api][events]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto user = client.open();
  EventSource source(server, "");
  REQUIRE(client.deposit(user, "1").status() == 200);
  CHECK(source.next().id == "0:1");
  CHECK(source.next().id == "0:2");
  query_value(database.owner(),
              "alter table event disable trigger event_never_changes; delete from event where position > 1;"
              "alter table event enable always trigger event_never_changes; select 1");
  CHECK(end_code(source) == "journal_differs");
  CHECK(client.get("/v1/events", {{"Last-Event-ID", "0:2"}}).problem() == "409 position_beyond_end after");
}

TEST_CASE("One caller cannot take all places of streams", "[api][events][auth]") {
  const GuardedServer server;
  ApiClient client(server.api());
  const auto token = admin_token(600, "greedy");
  std::vector<std::unique_ptr<EventSource>> open;
  for (int index = 0; index < 32; ++index) {
    open.push_back(std::make_unique<EventSource>(server.api(), "", bearer(token)));
    REQUIRE(open.back()->head().status == 200);
  }
  CHECK(client.get("/v1/events", bearer(token)).problem() == "429 own_streams_too_many");
  CHECK(EventSource(server.api(), "", bearer(admin_token(600, "modest"))).head().status == 200);
  open.pop_back();
  CHECK(eventually([&] { return EventSource(server.api(), "", bearer(token)).head().status == 200; }));
}

}  // namespace ledger::test
