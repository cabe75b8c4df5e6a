// Spans of traced requests reach an OpenTelemetry collector, where the program was built with OpenTelemetry's library.
#include <sys/socket.h>

#include <algorithm>
#include <csignal>
#include <mutex>

#include "ledger/domain/values/trace_parent.hpp"
#include "tests/support/api/api_server.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/kafka/committed_topic.hpp"
#include "tests/support/kafka/running_ledger.hpp"
#include "tests/support/loopback.hpp"

namespace ledger::test {
namespace {

/// A collector that keeps what it is sent.
class Collector {
 public:
  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(listener_.port()); }
  /// Waits until some request holds all of these; false if none does in time.
  bool gets(const std::vector<std::string>& parts) {
    return eventually([&] {
      const std::lock_guard lock(mutex_);
      return std::any_of(requests_.begin(), requests_.end(), [&](const std::string& request) {
        return std::all_of(parts.begin(), parts.end(),
                           [&](const std::string& part) { return request.find(part) != std::string::npos; });
      });
    });
  }
  /// Returns true if any request holds this.
  bool got(const std::string& part) {
    const std::lock_guard lock(mutex_);
    return std::any_of(requests_.begin(), requests_.end(),
                       [&](const std::string& request) { return request.find(part) != std::string::npos; });
  }

 private:
  void serve(const Socket& client) {
    std::string request;
    while (!is_whole(request) && !listener_.is_stopping()) {
      if (!is_readable(client)) continue;
      char buffer[4096];
      const auto count = recv(client.get(), buffer, sizeof buffer, 0);
      if (count <= 0) return;
      request.append(buffer, static_cast<std::size_t>(count));
    }
    constexpr std::string_view answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    send(client.get(), answer.data(), answer.size(), MSG_NOSIGNAL);
    const std::lock_guard lock(mutex_);
    requests_.push_back(std::move(request));
  }

  static bool is_whole(const std::string& request) {
    const auto end = request.find("\r\n\r\n");
    if (end == std::string::npos) return false;
    const std::string_view name = "\r\nContent-Length: ";
    const auto length = request.find(name);
    return length < end && request.size() >= end + 4 + std::stoul(request.substr(length + name.size()));
  }

  std::mutex mutex_;
  std::vector<std::string> requests_;
  // Last, so that its threads have ended before what they use goes.
  LoopbackListener listener_{[this](const Socket& client) { serve(client); }};
};

constexpr const char* kept = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
constexpr const char* not_kept = "00-1af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";

/// The bytes of the trace's id, as the protocol has them.
std::string trace_id_of(const std::string& traceparent) {
  const auto parent = parse_trace_parent(traceparent);
  return {parent->trace_id.begin(), parent->trace_id.end()};
}

}  // namespace

TEST_CASE("Spans of traced requests go to the collector, and events go on below them", "[e2e][trace]") {
  const TestDatabase database;
  const TestTopics topics;
  Collector collector;
  ApiServer api(database.service(),
                {{"OTEL_EXPORTER_OTLP_ENDPOINT", collector.url()}, {"OTEL_BSP_SCHEDULE_DELAY", "100"}});
  RunningOutbox outbox(database.service(), topics, kafka_brokers());
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
  CHECK(std::string(told->trace_id.begin(), told->trace_id.end()) == trace_id_of(kept));
  CHECK(records[2].headers.at("traceparent") == not_kept);

  const bool has_library = api.process().log().find("built without OpenTelemetry") == std::string::npos;
  const bool is_own = told->parent_id != parse_trace_parent(kept)->parent_id;
  // Without the library the collector is only warned of, and a trace passes through as it came.
  CHECK(is_own == has_library);
  if (!has_library) return;
  const std::string own_id(told->parent_id.begin(), told->parent_id.end());
  CHECK(collector.gets({"POST /v1/traces", trace_id_of(kept), own_id, "POST /v1/transaction", "ledger-api"}));
  CHECK_FALSE(collector.got(trace_id_of(not_kept)));
}

TEST_CASE("A collector that is away keeps no request waiting, and no program from its end", "[e2e][trace]") {
  const TestDatabase database;
  // It takes the connection, and never answers.
  const LoopbackListener silent([](const Socket& client) { await_either(&client, nullptr); });
  ApiServer api(database.service(),
                {{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:" + std::to_string(silent.port())},
                 {"OTEL_BSP_SCHEDULE_DELAY", "100"},
                 {"LEDGER_TRACE_PERCENT", "100"}});
  ApiClient client(api);
  const auto user = client.open();
  // More than the queue holds.
  for (int payment = 0; payment < 3'000; ++payment) REQUIRE(client.deposit(user, "1.00").status() == 200);
  api.process().send_signal(SIGTERM);
  CHECK(api.process().wait() == 0);
}

}  // namespace ledger::test
