// What the projector counts and measures.
#pragma once

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <chrono>

#include "ledger/domain/ids.hpp"

namespace ledger {

/// Of one journal.
class ProjectorMetrics {
 public:
  /// The registry must outlive this.
  ProjectorMetrics(prometheus::Registry& registry, JournalId journal);

  void active(bool is_active) { active_.Set(is_active ? 1 : 0); }
  void applied(std::size_t events, std::chrono::nanoseconds duration);
  void reached(Position position, std::int64_t events_behind, std::chrono::milliseconds time_behind);
  void failed() { failures_.Increment(); }

 private:
  prometheus::Gauge& active_;
  prometheus::Gauge& position_;
  prometheus::Gauge& lag_events_;
  prometheus::Gauge& lag_seconds_;
  prometheus::Counter& events_;
  prometheus::Counter& failures_;
  prometheus::Histogram& batch_events_;
  prometheus::Histogram& batch_seconds_;
};

}  // namespace ledger
