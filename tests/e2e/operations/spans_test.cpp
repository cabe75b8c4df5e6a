// Spans of traced requests reach an OpenTelemetry collector, where the program was built with OpenTelemetry's library.
#include <csignal>
#include <thread>

#include "tests/support/api/api_server.hpp"
#include "tests/support/api/span_collector.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/kafka/committed_topic.hpp"
#include "tests/support/kafka/running_ledger.hpp"
#include "tests/support/loopback.hpp"

namespace ledger::test {
namespace {

constexpr const char* kept = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
constexpr const char* not_kept = "00-1af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";

}  // namespace

TEST_CASE("Spans of traced requests go to the collector, and events go on below them", "[e2e][trace]") {
  const TestDatabase database;
  const TestTopics topics;
  SpanCollector collector;
  ApiServer api(database.service(), collector.environment());
  RunningOutbox outbox(database.service(), topics, kafka_brokers(), collector.environment());
  ApiClient client(api);
  const auto user = client.open();
  const auto pay = [&](const char* traceparent) {
    const auto body = payment_body(fresh_uid(), "DEPOSIT", user, "1.00");
    return client.post("/v1/transaction", body, {{"traceparent", traceparent}}).status();
  };
  REQUIRE(pay(kept) == 200);
  REQUIRE(pay(not_kept) == 200);
  CommittedTopic events(kafka_brokers(), topics.events(), topics.partitions);
  const auto& records = events.read(3);
  REQUIRE(records.size() == 3);
  const auto told = parse_trace_parent(records[1].headers.at("traceparent"));
  CHECK(trace_id_of(*told) == trace_id_of(*parse_trace_parent(kept)));
  CHECK(records[2].headers.at("traceparent") == not_kept);

  const auto has_library_in = [](Process& process) {
    return process.log().find("built without OpenTelemetry") == std::string::npos;
  };
  const bool has_library = has_library_in(api.process());
  CHECK(has_library_in(outbox.process()) == has_library);
  const bool is_own = told->parent_id != parse_trace_parent(kept)->parent_id;
  // Without the library the collector is only warned of, and a trace passes through as it came.
  CHECK(is_own == has_library);
  if (!has_library) return;
  CHECK(collector.gets({"POST /v1/traces", trace_id_of(*parse_trace_parent(kept)), span_id_of(*told),
                        "POST /v1/transaction", "ledger-api"}));
  // The relay's span hangs below that one as well.
  CHECK(collector.gets({"POST /v1/traces", trace_id_of(*parse_trace_parent(kept)), span_id_of(*told),
                        "send " + topics.events(), "ledger.position", "0:2", "ledger-outbox"}));
  CHECK_FALSE(collector.got(trace_id_of(*parse_trace_parent(not_kept))));
}

TEST_CASE("A collector that is away keeps no request waiting, and no program from its end", "[e2e][trace]") {
  const TestDatabase database;
  // It takes the connection, and never answers.
  LoopbackListener silent([&silent](const Socket&) {
    while (!silent.is_stopping()) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  });
  ApiServer api(database.service(),
                {{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:" + std::to_string(silent.port())},
                 {"OTEL_BSP_SCHEDULE_DELAY", "100"},
                 {"LEDGER_TRACE_PERCENT", "100"}});
  ApiClient client(api);
  const auto user = client.open();
  // More than the queue holds.
  for (int payment = 0; payment < 3'000; ++payment) REQUIRE(client.deposit(user, "1.00").status() == 200);
  api.process().send_signal(SIGTERM);
  // As the handbook says of a stop.
  CHECK(api.process().wait(std::chrono::seconds(10)) == 0);
}

}  // namespace ledger::test
