// Follows one journal and brings its snapshots forward, for as long as it has the lease.
#pragma once

#include <mutex>
#include <optional>
#include <stop_token>
#include <string>

#include "ledger/followers/journal_workers.hpp"
#include "ledger/followers/lag_watch.hpp"
#include "ledger/journal/event_pages.hpp"
#include "ledger/snapshots/live_snapshots.hpp"
#include "projector/projector_metrics.hpp"
#include "projector/projector_settings.hpp"

namespace ledger {

class JournalProjector final : public JournalWorker {
 public:
  /// `metrics` must outlive this.
  JournalProjector(ProjectorSettings settings, JournalId journal, prometheus::Registry& metrics);

  /// Works until stopped, whatever happens: waits for the lease, follows, starts over after failures. It stays away
  /// from an event that cannot follow and from a journal that is not the one projected, and says so.
  void run(const std::stop_token& stop) override;

  /// Returns what keeps it from its work; nothing while it works, or waits as the second one. For any thread.
  [[nodiscard]] std::optional<std::string> why_not_ready() const override;

 private:
  void work(const std::stop_token& stop);
  bool wait_for_lease(LiveSnapshots& snapshots, const std::stop_token& stop);
  void follow(LiveSnapshots& snapshots, const std::stop_token& stop);
  bool renew_lease(LiveSnapshots& snapshots);
  void set_reason(std::optional<std::string> reason);

  ProjectorSettings settings_;
  JournalId journal_;
  /// Names this projector among others.
  std::string holder_;
  ProjectorMetrics metrics_;
  std::chrono::steady_clock::time_point lease_renewed_;

  mutable std::mutex mutex_;
  std::optional<std::string> reason_ = "starting";

  LagWatch lag_watch_;
};

}  // namespace ledger
