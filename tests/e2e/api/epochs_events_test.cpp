// Streams of events across a rewind.
#include "tests/support/api/event_source.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/kafka/rewind.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

/// Three events, and those who follow them.
struct FollowedLedger {
  FollowedLedger() : server(database.service()), client(server), user(client.open()) {
    for (int made = 0; made < 2; ++made) client.deposit(user, "1");
  }

  TestDatabase database;
  ApiServer server;
  ApiClient client;
  std::string user;
};

/// The next message, of which there is one though nothing is recorded.
std::string end_of(EventSource& source) {
  const auto message = source.next();
  return message.event + " " + Json::parse(message.data)["code"];
}

}  // namespace

TEST_CASE("Events of a new epoch have it in their id and in their JSON", "[api][events][epochs]") {
  FollowedLedger ledger;
  begin_epoch(ledger.database.owner(), 2, 2);
  EventSource source(ledger.server, "");
  CHECK(source.next().id == "0:1");
  const auto valid = source.next();
  CHECK(valid.id == "0:2");
  CHECK(Json::parse(valid.data)["epoch"] == "missing");
  const auto later = source.next();
  CHECK(later.id == "0:3:2");
  CHECK(Json::parse(later.data)["epoch"] == "2");
  ledger.client.deposit(ledger.user, "1");
  CHECK(source.next().id == "0:4:2");
  EventSource resumed(ledger.server, "", {{"Last-Event-ID", "0:3:2"}});
  CHECK(resumed.next().id == "0:4:2");
}

TEST_CASE("A stream that has sent what was given up ends, though nothing new comes", "[api][events][epochs]") {
  FollowedLedger ledger;
  EventSource all(ledger.server, "");
  EventSource one(ledger.server, "?account=" + ledger.user);
  for (int seen = 0; seen < 3; ++seen) {
    all.next();
    one.next();
  }
  const auto begun = std::chrono::steady_clock::now();
  begin_epoch(ledger.database.owner(), 2, 2);
  CHECK(end_of(all) == "end position_void");
  CHECK(end_of(one) == "end position_void");
  // Well before the heartbeat that would come after ten seconds.
  CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(5));
}

TEST_CASE("A stream that has sent only what stays valid goes on", "[api][events][epochs]") {
  FollowedLedger ledger;
  const auto other = ledger.client.open();
  EventSource source(ledger.server, "?account=" + ledger.user);
  for (int seen = 0; seen < 3; ++seen) source.next();
  EventSource behind(ledger.server, "?after=0:3");
  CHECK(behind.next().id == "0:4");
  EventSource at_end(ledger.server, "?account=" + ledger.user + "&after=0:3");
  CHECK(at_end.next_block().id == "0:4");
  // The other account's event is given up; this stream has sent nothing but its position.
  begin_epoch(ledger.database.owner(), 2, 3);
  CHECK(end_of(behind) == "end position_void");
  ledger.client.deposit(ledger.user, "1");
  CHECK(source.next().id == "0:5:2");
  CHECK(at_end.next().id == "0:5:2");
}

TEST_CASE("Streams see a rewind also where the void events are gone from the journal", "[api][events][epochs]") {
  FollowedLedger ledger;
  EventSource source(ledger.server, "");
  EventSource behind(ledger.server, "?account=" + ledger.client.open());
  for (int seen = 0; seen < 4; ++seen) source.next();
  CHECK(behind.next().id == "0:4");
  // As a restore and a resume between two looks would leave it.
  query_value(ledger.database.owner(),
              "insert into journal_epoch (journal, epoch, position, hash)"
              " select 0, 2, 2, hash from event where position = 2; update journal_guard set epoch = 2;"
              "alter table event disable trigger event_never_changes; delete from event where position > 2;"
              "alter table event enable always trigger event_never_changes; select 1");
  CHECK(end_of(source) == "end position_void");
  CHECK(end_of(behind) == "end position_void");
  ledger.client.deposit(ledger.user, "1");
  EventSource resumed(ledger.server, "?after=0:2");
  CHECK(resumed.next().id == "0:3:2");
}

}  // namespace ledger::test
