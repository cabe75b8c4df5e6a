// A caller's trace goes on with the records of its request, and costs others nothing.
#include "tests/support/api/api_server.hpp"
#include "tests/support/api/scraped_metrics.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/json.hpp"
#include "tests/support/kafka/relay_harness.hpp"
#include "tests/support/kafka/running_ledger.hpp"
#include "tests/support/span_memory.hpp"

namespace ledger::test {
namespace {

std::string traceparent_of(int number) { return fmt::format("00-{:032x}-{:016x}-01", number, number + 100); }

HttpFields traced(int number) { return {{"traceparent", traceparent_of(number)}}; }

std::string traces_left(const TestDatabase& database) {
  return query_value(database.owner(), "select count(*) from event_trace");
}

/// Returns the number of batches that were decided ahead of the lock.
double optimistic_batches(const ApiServer& api) {
  return value_in(api.metrics(), R"(ledger_writer_batches_optimistic_total{journal="0"})").value_or(0);
}

/// The traceparent of each record by its position; empty for one without.
std::map<std::string, std::string> traces_on(const RelaySettings& settings, std::size_t count) {
  CommittedTopic topic(settings.cluster.brokers, settings.topics.events, test_partitions);
  std::map<std::string, std::string> traces;
  for (const auto& record : topic.read(count)) {
    const auto header = record.headers.find("traceparent");
    traces[record.headers.at("ledger_position")] = header == record.headers.end() ? "" : header->second;
  }
  return traces;
}

}  // namespace

TEST_CASE("A request's traceparent stands on the records of its events, and nowhere else", "[e2e][trace]") {
  const TestDatabase database;
  const auto settings = relay_settings(database, kafka_brokers());
  const ApiServer api(database.service());
  ApiClient client(api);
  const auto ann = client.open();
  const auto bob = client.open();
  const auto pay = [&](const std::string& body, const HttpFields& fields) {
    const auto answer = client.post("/v1/transaction", body, fields);
    INFO(answer.response.body);
    CHECK(answer.status() == 200);
  };
  pay(payment_body(fresh_uid(), "DEPOSIT", ann, "9.00"), traced(1));
  pay(payment_body(fresh_uid(), "TRANSFER", ann, "2.00", ",\"to_user_id\":" + bob), traced(2));
  pay(payment_body(fresh_uid(), "DEPOSIT", ann, "1.00"), {});
  pay(payment_body(fresh_uid(), "DEPOSIT", ann, "1.00"), {{"traceparent", "00-not-a-trace-01"}});
  // With a comment it cannot be decided ahead of the lock.
  pay(payment_body(fresh_uid(), "DEPOSIT", ann, "1.00", R"(,"comment":"thanks")"), traced(3));
  const auto hold = fresh_uid();
  CHECK(client.post("/v1/hold", hold_body(hold, ann, "1.00"), traced(4)).status() == 200);
  CHECK(client.post("/v1/hold/" + hold + "/confirm", "", traced(5)).status() == 200);
  const auto both = "[" + payment_body(fresh_uid(), "DEPOSIT", ann, "1.00") + "," +
                    payment_body(fresh_uid(), "DEPOSIT", bob, "1.00") + "]";
  CHECK(client.post("/v1/transactions", both, traced(6)).status() == 200);
  // Sent again, it is a replay and records nothing.
  CHECK(client.post("/v1/transactions?atomic=true", both, traced(7)).status() == 200);
  CHECK(traces_left(database) == "8");

  const RunningRelay relay(settings);
  const std::map<std::string, std::string> expected = {{"0:1", ""},
                                                       {"0:2", ""},
                                                       {"0:3", traceparent_of(1)},
                                                       {"0:4", traceparent_of(2)},
                                                       {"0:5", traceparent_of(2)},
                                                       {"0:6", ""},
                                                       {"0:7", ""},
                                                       {"0:8", traceparent_of(3)},
                                                       {"0:9", traceparent_of(4)},
                                                       {"0:10", traceparent_of(5)},
                                                       {"0:11", traceparent_of(6)},
                                                       {"0:12", traceparent_of(6)}};
  CHECK(traces_on(settings, expected.size()) == expected);
  CHECK(fault_in_topic(settings, database, expected.size()) == "");
  CHECK(eventually([&] { return traces_left(database) == "0"; }));
}

TEST_CASE("The relay sends a span for each traced event that it has published", "[e2e][trace]") {
  const TestDatabase database;
  const auto settings = relay_settings(database, kafka_brokers());
  const ApiServer api(database.service());
  ApiClient client(api);
  const auto user = client.open();
  for (int number = 1; number <= 2; ++number) {
    const auto body = payment_body(fresh_uid(), "DEPOSIT", user, "1.00");
    REQUIRE(client.post("/v1/transaction", body, traced(number)).status() == 200);
  }
  SpanMemory memory;
  const RunningRelay relay(settings, JournalId(0), Tracer(memory.sender(), 0));
  REQUIRE(eventually([&] { return memory.spans().size() == 2; }));
  const auto spans = memory.spans();
  for (int number = 1; number <= 2; ++number) {
    const auto& [span, work, taken] = spans[static_cast<std::size_t>(number - 1)];
    CHECK(span.caller == parse_trace_parent(traceparent_of(number))->parent_id);
    CHECK(work.name == "send " + settings.topics.events);
    CHECK_FALSE(work.failed);
    CHECK(std::get<std::string>(work.attributes.back().value) == "0:" + std::to_string(number + 1));
  }
}

TEST_CASE("Requests with a trace are decided ahead of the lock as others are", "[e2e][trace]") {
  const TestDatabase database;
  const ApiServer api(database.service());
  ApiClient client(api);
  const auto user = client.open();
  client.deposit(user, "1.00");
  const auto before = optimistic_batches(api);
  int number = 0;
  // On a busy machine one takes longer than the clock's tolerance, and those behind it are decided under the lock.
  CHECK(eventually([&] {
    const auto body = payment_body(fresh_uid(), "DEPOSIT", user, "1.00");
    CHECK(client.post("/v1/transaction", body, traced(++number)).status() == 200);
    return optimistic_batches(api) >= before + 5;
  }));
  CHECK(traces_left(database) == std::to_string(number));
}

TEST_CASE("A ledger without a relay keeps no traces", "[e2e][trace]") {
  const TestDatabase database;
  const ApiServer api(database.service(), {{"LEDGER_KAFKA_GUARD", "off"}});
  ApiClient client(api);
  const auto user = client.open();
  CHECK(client.post("/v1/transaction", payment_body(fresh_uid(), "DEPOSIT", user, "1.00"), traced(1)).status() == 200);
  CHECK(traces_left(database) == "0");
}

}  // namespace ledger::test
