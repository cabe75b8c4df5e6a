// How much memory each program has, and that its settings bound it.
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "tests/bench/benchmarks.hpp"
#include "tests/bench/figures/resident_memory.hpp"
#include "tests/bench/setup.hpp"
#include "tests/support/api/api_server.hpp"
#include "tests/support/journal/writer_harness.hpp"
#include "tests/support/kafka/running_ledger.hpp"

namespace ledger::bench {
namespace {

using namespace ledger::test;

constexpr int connections_usual = 256;
constexpr int connections_most = 4'096;
constexpr std::int64_t commands_at_once = 10'000;
/// A tenth of the defaults or less; the relay remembers at least as many as it reads at a time.
const Process::Environment low_bounds = {{"LEDGER_WRITE_CACHED_ACCOUNTS_MAX", "10000"},
                                         {"LEDGER_PROJECTOR_ACCOUNTS_MAX", "10000"},
                                         {"LEDGER_OUTBOX_ACCOUNTS_REMEMBERED_MAX", "10000"}};

/// Opens accounts behind those of the bench. Returns the first one's id.
std::int64_t open_accounts(const DatabaseSettings& settings, std::int64_t count) {
  WriterHarness writer(settings);
  std::int64_t first = 0;
  for (std::int64_t opened = 0; opened < count;) {
    std::vector<std::future<Outcome>> outcomes;
    for (; opened < count && static_cast<std::int64_t>(outcomes.size()) < commands_at_once; ++opened) {
      outcomes.push_back(writer.start(open_account("bench")));
    }
    for (auto& outcome : outcomes) {
      const auto id = std::get<Applied>(outcome_of(outcome)).recorded.legs[0].account.value;
      first = first == 0 ? id : std::min(first, id);
    }
  }
  return first;
}

/// Deposits something into each account, by bulk requests.
void touch_accounts(const ApiServer& api, std::int64_t first, std::int64_t count) {
  auto client = api.client();
  for (std::int64_t touched = 0; touched < count;) {
    std::string body;
    const auto end = std::min(touched + commands_at_once, count);
    for (; touched < end; ++touched) {
      body += payment_body(fresh_uid(), "DEPOSIT", std::to_string(first + touched), "1.00") + "\n";
    }
    const auto answer = client.request("POST", "/v1/transactions", body, {{"Content-Type", "application/x-ndjson"}});
    if (answer.status != 200) throw std::runtime_error("a bulk request was refused: " + answer.body);
  }
}

/// The three programs at work on one ledger, and a row of what they have after each thing that is done to them.
class MeasuredLedger {
 public:
  MeasuredLedger(const TestDatabase& database, const Process::Environment& bounds)
      : database_(database),
        api_(database.service(), bounds),
        projector_(database.service(), bounds),
        outbox_(database.service(), TestTopics(), kafka_brokers(), bounds) {
    await_followers(database_);
  }

  void print(const std::string& name) {
    await_followers(database_);
    std::string row = fmt::format("| {:<34} |", name);
    for (const auto process : {api_.process().pid(), projector_.process().pid(), outbox_.process().pid()}) {
      const auto memory = resident_memory_of(process);
      row += fmt::format(" {:>4.0f} ({:.0f}) |", memory.now_mb, memory.most_mb);
    }
    fmt::print("{}\n", row);
    std::fflush(stdout);
  }
  void load(const std::string& accounts, int connections, int seconds) {
    checkpoint(database_.owner());
    run_commands({.url = api_.url(), .accounts = accounts, .connections = connections, .seconds = seconds});
  }
  [[nodiscard]] const ApiServer& api() const { return api_; }

 private:
  const TestDatabase& database_;
  ApiServer api_;
  RunningProjector projector_;
  RunningOutbox outbox_;
};

void measure(const Settings& settings, const std::string& title, const Process::Environment& bounds) {
  const TestDatabase database;
  const auto accounts = open_bench_accounts(database.service());
  MeasuredLedger ledger(database, bounds);
  fmt::print("\n## Resident memory in MB, now (the most so far), {}\n\n", title);
  fmt::print("| | ledger-api | ledger-projector | ledger-outbox |\n|---|--:|--:|--:|\n");
  ledger.print("idle");
  for (const int connections : {connections_usual, connections_most}) {
    ledger.load(accounts, connections, settings.seconds);
    ledger.print(fmt::format("after {} connections", connections));
  }
  const auto first = open_accounts(database.service(), settings.accounts);
  touch_accounts(ledger.api(), first, settings.accounts);
  ledger.print(fmt::format("after {} accounts", settings.accounts));
}

}  // namespace

void memory_benchmark(const Settings& settings) {
  raise_file_limit();
  measure(settings, "with the defaults", {});
  measure(settings, "with the three bounds on accounts at 10000", low_bounds);
}

}  // namespace ledger::bench
