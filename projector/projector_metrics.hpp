// The projector's metrics.
#pragma once

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <chrono>

#include "ledger/domain/values/ids.hpp"
#include "ledger/followers/lag_watch.hpp"

namespace ledger {

/// The metrics of one journal.
class ProjectorMetrics {
 public:
  /// The registry must outlive this.
  ProjectorMetrics(prometheus::Registry& registry, JournalId journal);

  void active(bool is_active) { active_.Set(is_active ? 1 : 0); }
  void applied(std::size_t events, std::chrono::nanoseconds duration);
  void accounts_in_memory(std::size_t accounts) { accounts_.Set(static_cast<double>(accounts)); }
  void failed() { failures_.Increment(); }
  /// Set by a LagWatch.
  [[nodiscard]] LagGauges& lag() { return lag_; }

 private:
  prometheus::Gauge& active_;
  LagGauges lag_;
  prometheus::Gauge& accounts_;
  prometheus::Counter& events_;
  prometheus::Counter& failures_;
  prometheus::Histogram& batch_events_;
  prometheus::Histogram& batch_seconds_;
};

}  // namespace ledger
