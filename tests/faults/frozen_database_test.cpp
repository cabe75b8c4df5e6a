// A PostgreSQL that hangs, keeping its connections open, must not keep anybody from an orderly stop.
#include <csignal>

#include "tests/support/api/http_client.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/environment.hpp"
#include "tests/support/journal/event_factory.hpp"
#include "tests/support/kafka/running_ledger.hpp"
#include "tests/support/postgres/commit_cutting_proxy.hpp"

namespace ledger::test {
namespace {

constexpr std::chrono::seconds stop_deadline{8};

/// Freezes the database of a program that is starting, or once it is at work, and stops the program.
void stop_frozen(Process& process, CommitCuttingProxy& proxy) {
  HttpClient client(process.line_after("listening on "));
  const bool at_work = GENERATE(true, false);
  INFO((at_work ? "at work" : "starting"));
  if (at_work) REQUIRE(eventually([&] { return client.get("/readyz").status == 200; }));
  proxy.freeze();
  process.send_signal(SIGTERM);
  CHECK(process.wait(stop_deadline) == 0);
}

/// A database with some events, behind a proxy that can hang.
struct Frozen {
  Frozen() {
    EventFactory factory(database.owner());
    factory.pay(factory.open(), 100);
    append_events(database.owner(), factory.take());
  }
  TestDatabase database;
  CommitCuttingProxy proxy{database.service()};
};

}  // namespace

TEST_CASE("A relay stops in order though its database hangs", "[frozen]") {
  Frozen frozen;
  RunningOutbox relay(frozen.proxy.settings(), TestTopics{}, kafka_brokers());
  stop_frozen(relay.process(), frozen.proxy);
}

TEST_CASE("A projector stops in order though its database hangs", "[frozen]") {
  Frozen frozen;
  RunningProjector projector(frozen.proxy.settings());
  stop_frozen(projector.process(), frozen.proxy);
}

TEST_CASE("A relay says that it is not ready before a hanging database has been read", "[frozen]") {
  Frozen frozen;
  frozen.proxy.freeze();
  RunningOutbox relay(frozen.proxy.settings(), TestTopics{}, kafka_brokers());
  HttpClient client(relay.process().line_after("listening on "));
  CHECK(client.get("/readyz").status == 503);
  relay.process().send_signal(SIGTERM);
  CHECK(relay.process().wait(stop_deadline) == 0);
}

}  // namespace ledger::test
