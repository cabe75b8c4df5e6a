#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <future>

#include "tests/bench/benchmarks.hpp"
#include "tests/bench/loads/load.hpp"
#include "tests/support/api/api_server.hpp"
#include "tests/support/journal/writer_harness.hpp"
#include "tests/support/kafka/committed_topic.hpp"
#include "tests/support/kafka/running_ledger.hpp"

namespace ledger::bench {
namespace {

using namespace ledger::test;
using Clock = std::chrono::steady_clock;

constexpr int deposits = 300;
constexpr int load_connections = 8;

/// Waits until the event of this transaction has been consumed. `seen` counts the records looked at before.
void await_event(CommittedTopic& topic, const std::string& uid, std::size_t& seen) {
  for (;;) {
    const auto& records = topic.read(seen + 1);
    if (records.size() == seen) throw std::runtime_error("an event does not arrive");
    for (; seen < records.size(); ++seen) {
      if (records[seen].value.find(uid) != std::string::npos) return;
    }
  }
}

void measure(const std::string& name, HttpClient& client, CommittedTopic& topic, AccountId account, std::size_t& seen) {
  std::vector<double> latencies_ms;
  for (int index = 0; index < deposits; ++index) {
    const auto uid = fresh_uid();
    const auto response =
        client.post("/v1/transaction", payment_body(uid, "DEPOSIT", std::to_string(account.value), "1.00"));
    const auto answered = Clock::now();
    if (response.status != 200) throw std::runtime_error(response.body);
    await_event(topic, uid, seen);
    latencies_ms.push_back(std::chrono::duration<double, std::milli>(Clock::now() - answered).count());
  }
  std::sort(latencies_ms.begin(), latencies_ms.end());
  fmt::print("| {:<40} | {:>7.1f} | {:>7.1f} |\n", name, latencies_ms[deposits / 2], latencies_ms[deposits * 99 / 100]);
  std::fflush(stdout);
}

}  // namespace

void latency_benchmark(const Settings& settings) {
  const TestDatabase database;
  const TestTopics topics;
  const ApiServer api(database.service());
  const RunningProjector projector(database.service());
  RunningOutbox outbox(database.service(), topics, kafka_brokers());
  const auto account = WriterHarness(database.service()).open();
  if (!eventually([&] { return outbox.process().log().find("ready") != std::string::npos; })) {
    throw std::runtime_error("ledger-outbox does not get ready:\n" + outbox.process().log());
  }
  CommittedTopic topic(kafka_brokers(), topics.events(), topics.partitions);
  auto client = api.client();
  std::size_t seen = 0;
  fmt::print(
      "\n## From a deposit's answer to a consumer having its event\n\n| {:<40} | {:>7} | {:>7} "
      "|\n|{:-<42}|{:->9}|{:->9}|\n",
      "", "p50 ms", "p99 ms", "", ":", ":");
  measure("one deposit after the other", client, topic, account, seen);
  auto load = std::async(std::launch::async, [&] {
    return run_wrk(api.url(), "commands.lua", fmt::format("{} 1 deposits {}", account.value, load_connections),
                   load_connections, settings.seconds * 2);
  });
  measure(fmt::format("while {} connections deposit", load_connections), client, topic, account, seen);
  const auto result = load.get();
  fmt::print("\n(the load: {:.0f} deposits/s)\n", result.requests_per_second);
}

}  // namespace ledger::bench
