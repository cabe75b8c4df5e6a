#include "outbox/run.hpp"

#include <prometheus/registry.h>
#include <spdlog/spdlog.h>

#include <iostream>
#include <mutex>
#include <thread>
#include <vector>

#include "ledger/common/status_server.hpp"
#include "ledger/journal/event_reader.hpp"
#include "outbox/relay.hpp"

namespace ledger {
namespace {

constexpr std::chrono::seconds pause_without_database{1};
constexpr std::chrono::milliseconds signal_poll{200};

/// The relays once they are there; looked at by the status server.
class Relays {
 public:
  std::vector<std::unique_ptr<Relay>>& start(const RelaySettings& settings, const std::vector<JournalId>& journals,
                                             prometheus::Registry& metrics) {
    const std::lock_guard lock(mutex_);
    for (const auto journal : journals) relays_.push_back(std::make_unique<Relay>(settings, journal, metrics));
    return relays_;
  }

  std::optional<std::string> why_not_ready() {
    const std::lock_guard lock(mutex_);
    if (relays_.empty()) return "the database has not been reached yet";
    for (const auto& relay : relays_) {
      if (auto reason = relay->why_not_ready()) return reason;
    }
    return std::nullopt;
  }

 private:
  std::mutex mutex_;
  std::vector<std::unique_ptr<Relay>> relays_;
};

/// All journals, as soon as the database tells them; none if stopped before.
std::vector<JournalId> wait_for_journals(const RelaySettings& settings, StopSignal& stop) {
  while (!stop.requested()) {
    try {
      return EventReader(settings.database, "ledger-outbox").journals();
    } catch (const std::exception& error) {
      spdlog::warn("waiting for the database: {}", error.what());
    }
    stop.wait_for(pause_without_database);
  }
  return {};
}

}  // namespace

int run_relays(const RelaySettings& settings, const std::string& status_address, StopSignal& stop) {
  prometheus::Registry metrics;
  Relays relays;
  const StatusServer status(
      status_address, [&relays] { return relays.why_not_ready(); }, metrics);
  std::cout << "listening on " << status.url() << std::endl;
  spdlog::info("status on {}", status.url());
  const auto journals = wait_for_journals(settings, stop);
  std::vector<std::jthread> threads;
  for (const auto& relay : relays.start(settings, journals, metrics)) {
    threads.emplace_back([&relay](const std::stop_token& token) { relay->run(token); });
  }
  while (!stop.wait_for(signal_poll)) continue;
  spdlog::info("stopping");
  for (auto& thread : threads) thread.request_stop();
  threads.clear();
  return 0;
}

}  // namespace ledger
