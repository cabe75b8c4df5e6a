#include "ledger/followers/journal_workers.hpp"

#include <prometheus/registry.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <iostream>
#include <mutex>
#include <thread>
#include <vector>

#include "ledger/journal/event_reader.hpp"
#include "ledger/process/obstacles.hpp"
#include "ledger/process/status_server.hpp"
#include "ledger/schema/schema_watch.hpp"

namespace ledger {
namespace {

constexpr std::chrono::seconds pause_without_database{1};
/// For a server that hangs; signals are looked at in between.
constexpr std::chrono::seconds patience_without_database{3};
constexpr std::chrono::milliseconds signal_poll{200};

/// The workers once they are there; looked at by the status server.
class Workers {
 public:
  JournalWorker& add(std::unique_ptr<JournalWorker> worker) {
    const std::lock_guard lock(mutex_);
    workers_.push_back(std::move(worker));
    return *workers_.back();
  }

  std::optional<std::string> why_not_ready() {
    for (const auto& obstacle : obstacles_.all()) {
      if (obstacle.code == migration_wanted_code) return obstacle.detail;
    }
    const std::lock_guard lock(mutex_);
    if (workers_.empty()) return "the database has not been reached yet";
    for (const auto& worker : workers_) {
      if (auto reason = worker->why_not_ready()) return reason;
    }
    return std::nullopt;
  }

  [[nodiscard]] Obstacles& obstacles() { return obstacles_; }

 private:
  Obstacles obstacles_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<JournalWorker>> workers_;
};

/// "ledger_outbox_ready" of "ledger-outbox". It is there before the database has told which journals there are.
std::string ready_metric(std::string program) {
  std::replace(program.begin(), program.end(), '-', '_');
  return program + "_ready";
}

/// All journals, as soon as the database has them and tells them; none if stopped before.
std::vector<JournalId> wait_for_journals(const std::string& program, const DatabaseSettings& database,
                                         const SchemaWatch& schema, StopSignal& stop) {
  while (!stop.requested()) {
    if (!schema.is_schema_there()) {
      stop.wait_for(signal_poll);
      continue;
    }
    try {
      return EventReader(database, program, {.deadline = patience_without_database, .stop = {}}).journals();
    } catch (const std::exception& error) {
      spdlog::warn("waiting for the database: {}", error.what());
    }
    stop.wait_for(pause_without_database);
  }
  return {};
}

}  // namespace

int run_journal_workers(const std::string& program, const DatabaseSettings& database, const std::string& status_address,
                        StopSignal& stop, const MakeJournalWorker& make) {
  prometheus::Registry metrics;
  Workers workers;
  const StatusServer status(
      status_address, [&workers] { return workers.why_not_ready(); }, metrics, ready_metric(program));
  std::cout << "listening on " << status.url() << std::endl;
  spdlog::info("status on {}", status.url());
  const SchemaWatch schema(database, program, workers.obstacles());
  std::vector<std::jthread> threads;
  for (const auto journal : wait_for_journals(program, database, schema, stop)) {
    auto& worker = workers.add(make(journal, metrics));
    threads.emplace_back([&worker](const std::stop_token& token) { worker.run(token); });
  }
  while (!stop.wait_for(signal_poll)) continue;
  spdlog::info("stopping");
  for (auto& thread : threads) thread.request_stop();
  threads.clear();
  return 0;
}

}  // namespace ledger
