// Measures the processor time of a ledger while nothing is asked of it.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "tests/bench/benchmarks.hpp"
#include "tests/bench/figures/processor_time.hpp"
#include "tests/bench/figures/rounds.hpp"
#include "tests/bench/setup.hpp"
#include "tests/support/api/api_server.hpp"
#include "tests/support/kafka/running_ledger.hpp"

namespace ledger::bench {
namespace {

using namespace ledger::test;

/// Pauses between two looks have grown to their longest by then.
constexpr std::chrono::seconds time_to_rest{5};
/// The kernel counts in steps of 10 ms, of which an idle program takes one or two a second.
constexpr int seconds_min = 60;
constexpr int rounds = 3;

}  // namespace

void idle_benchmark(const Settings& settings) {
  const TestDatabase database;
  open_bench_accounts(database.service());
  ApiServer api(database.service());
  RunningProjector projector(database.service());
  RunningOutbox outbox(database.service(), TestTopics(), kafka_brokers());
  await_followers(database);
  std::this_thread::sleep_for(time_to_rest);
  ProcessorMeter meter({{"PostgreSQL", postmaster_of(database.owner())},
                        {"ledger-api", api.process().pid()},
                        {"projector", projector.process().pid()},
                        {"relay", outbox.process().pid()},
                        {"Kafka", kafka_process()}});
  fmt::print("\n## Processor time of an idle ledger, in us a second: 10,000 are one per cent of a processor\n\n");
  const auto duration = std::chrono::seconds(std::max(settings.seconds, seconds_min));
  for (int round = 1; round <= rounds; ++round) {
    meter.begin();
    std::this_thread::sleep_for(duration);
    fmt::print("- {}\n", meter.per_request(static_cast<double>(duration.count())));
    std::fflush(stdout);
  }
}

}  // namespace ledger::bench
