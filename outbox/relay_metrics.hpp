// What the relay counts and measures.
#pragma once

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <chrono>

#include "ledger/domain/ids.hpp"
#include "outbox/relay_state.hpp"

namespace ledger {

/// Of one journal. Each method may be called by any thread.
class RelayMetrics {
 public:
  /// The registry must outlive this.
  RelayMetrics(prometheus::Registry& registry, JournalId journal);

  void published(Position position, std::size_t events, std::chrono::nanoseconds duration);
  void reached(Position published, Position journal_end);
  void failed(StepOutcome outcome);

 private:
  prometheus::Gauge& position_;
  prometheus::Gauge& lag_;
  prometheus::Counter& events_;
  prometheus::Histogram& batch_events_;
  prometheus::Histogram& commit_seconds_;
  prometheus::Family<prometheus::Counter>& failures_;
  std::string journal_;
};

}  // namespace ledger
