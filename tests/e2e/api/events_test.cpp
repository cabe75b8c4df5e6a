// GET /v1/events: server-sent events, as a browser or curl takes them.
#include <csignal>

#include "ledger/journal/chain.hpp"
#include "ledger/journal/event_reader.hpp"
#include "ledger/publication/event_from_json.hpp"
#include "tests/support/api/api_server.hpp"
#include "tests/support/api/event_source.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
TEST_CASE("Events come as messages with the JSON of the topic, first the old ones, then as they are recorded",
          "[api][events]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto user = client.open();
  REQUIRE(client.deposit(user, "10").status() == 200);
  EventSource source(server, "");
  CHECK(source.head().status == 200);
  CHECK(source.head().field("Content-Type") == "text/event-stream");
  CHECK(source.head().field("Cache-Control") == "no-store");

  EventReader reader(database.service(), "test");
  Chain chain;
  auto previous = reader.genesis_hash(JournalId(0));
  for (int position = 1; position <= 2; ++position) {
    const auto message = source.next();
    CHECK(message.id == "0:" + std::to_string(position));
    const auto event = parse_event_json(message.data).value().event;
    CHECK(chain.link(previous, event) == event.hash);
    previous = event.hash;
  }
  REQUIRE(client.withdraw(user, "1").status() == 200);
  CHECK(Json::parse(source.next().data)["type"] == "withdrawn");
}

TEST_CASE("A client that reconnects with Last-Event-ID misses nothing and gets nothing twice", "[api][events]") {
  const TestDatabase database;
  ApiServer server(database.service());
  ApiClient client(server);
  const auto user = client.open();
  std::string last;
  {
    EventSource source(server, "?after=0:0");
    last = source.next().id;
    CHECK(last == "0:1");
  }
  for (int round = 0; round < 3; ++round) REQUIRE(client.deposit(user, "1").status() == 200);
  // The query is that of the first request, as browsers do.
  EventSource source(server, "?after=0:0", {{"Last-Event-ID", last}});
  for (int position = 2; position <= 4; ++position) CHECK(source.next().id == "0:" + std::to_string(position));

  server.process().send_signal(SIGTERM);
  CHECK(source.rest().empty());
  CHECK(server.process().wait(std::chrono::seconds(10)) == 0);
}

TEST_CASE("A stream tells what each event added to balance and held, also a capture of a part", "[api][events]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto user = client.open();
  const std::vector<std::string> changes = {"0.00 0.00", "100.00 0.00", "0.00 30.00", "0.00 12.00", "-25.00 -30.00"};
  const auto check = [&](EventSource& source) {
    for (const auto& change : changes) {
      const auto event = Json::parse(source.next().data);
      CHECK(event["change"] + " " + event["held_change"] == change);
    }
  };
  // As they are recorded.
  EventSource live(server, "");
  const auto hold = fresh_uid();
  REQUIRE(client.deposit(user, "100").status() == 200);
  REQUIRE(client.post("/v1/hold", hold_body(hold, user, "30")).status() == 200);
  REQUIRE(client.post("/v1/hold", hold_body(fresh_uid(), user, "12")).status() == 200);
  REQUIRE(client.post("/v1/hold/" + hold + "/confirm", R"({"amount":"25"})").status() == 200);
  check(live);
  // From the journal, of all accounts and of one.
  EventSource whole(server, "?after=0:0");
  check(whole);
  EventSource one(server, "?after=0:0&account=" + user);
  check(one);
}

TEST_CASE("A stream of one account, and of what is yet to come", "[api][events]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto first = client.open();
  const auto second = client.open();
  EventSource source(server, "?after=latest&account=" + second);
  CHECK(source.next_block().id == "0:2");
  REQUIRE(client.deposit(first, "1").status() == 200);
  REQUIRE(client.deposit(second, "2").status() == 200);
  const auto message = source.next();
  CHECK(Json::parse(message.data)["account_id"] == second);
  CHECK(message.id == "0:4");
}

TEST_CASE("Streams that cannot be are refused", "[api][events]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  CHECK(client.get("/v1/events?after=x").problem() == "422 position_malformed after");
  CHECK(client.get("/v1/events?after=1:1").problem() == "422 position_malformed after");
  CHECK(client.get("/v1/events?account=x").problem() == "422 id_malformed account");
  CHECK(client.get("/v1/events?account=999").problem() == "404 account_not_found account");
}

}  // namespace ledger::test
