#include "projector/run.hpp"

#include <prometheus/registry.h>
#include <spdlog/spdlog.h>

#include <iostream>
#include <memory>
#include <thread>
#include <vector>

#include "ledger/common/status_server.hpp"
#include "projector/journal_projector.hpp"

namespace ledger {
namespace {

constexpr std::chrono::seconds database_pause{1};
constexpr std::chrono::milliseconds signal_poll{200};

/// The projectors once they are there; looked at by the status server.
class Projectors {
 public:
  void add(std::unique_ptr<JournalProjector> projector) {
    const std::lock_guard lock(mutex_);
    projectors_.push_back(std::move(projector));
  }

  std::optional<std::string> why_not_ready() {
    const std::lock_guard lock(mutex_);
    if (projectors_.empty()) return "the database has not been reached yet";
    for (const auto& projector : projectors_) {
      if (auto reason = projector->why_not_ready()) return reason;
    }
    return std::nullopt;
  }

 private:
  std::mutex mutex_;
  std::vector<std::unique_ptr<JournalProjector>> projectors_;
};

/// All journals, as soon as the database tells them; none if stopped before.
std::vector<JournalId> wait_for_journals(const ProjectorSettings& settings, StopSignal& stop) {
  while (!stop.requested()) {
    try {
      return EventReader(settings.database, "ledger-projector").journals();
    } catch (const std::exception& error) {
      spdlog::warn("waiting for the database: {}", error.what());
    }
    stop.wait_for(database_pause);
  }
  return {};
}

}  // namespace

int run_projectors(const ProjectorSettings& settings, const std::string& status_address, StopSignal& stop) {
  prometheus::Registry metrics;
  Projectors projectors;
  const StatusServer status(
      status_address, [&projectors] { return projectors.why_not_ready(); }, metrics);
  std::cout << "listening on " << status.url() << std::endl;
  spdlog::info("status on {}", status.url());
  std::vector<std::jthread> threads;
  for (const auto journal : wait_for_journals(settings, stop)) {
    auto projector = std::make_unique<JournalProjector>(settings, journal, metrics);
    threads.emplace_back([worker = projector.get()](const std::stop_token& token) { worker->run(token); });
    projectors.add(std::move(projector));
  }
  while (!stop.wait_for(signal_poll)) continue;
  spdlog::info("stopping");
  for (auto& thread : threads) thread.request_stop();
  threads.clear();
  return 0;
}

}  // namespace ledger
