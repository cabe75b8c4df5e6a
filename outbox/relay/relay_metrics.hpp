// The relay's metrics.
#pragma once

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <chrono>

#include "ledger/domain/values/ids.hpp"
#include "ledger/followers/lag_watch.hpp"
#include "outbox/relay/relay_state.hpp"

namespace ledger {

/// The metrics of one journal. Each method may be called by any thread.
class RelayMetrics {
 public:
  /// The registry must outlive this.
  RelayMetrics(prometheus::Registry& registry, JournalId journal);

  void published(std::size_t events, std::chrono::nanoseconds duration);
  /// Sets whether this relay is the one that publishes the journal.
  void active(bool is_active) { active_.Set(is_active ? 1 : 0); }
  void accounts_remembered(std::size_t accounts) { accounts_.Set(static_cast<double>(accounts)); }
  void failed(StepOutcome outcome);
  /// Set by a LagWatch.
  [[nodiscard]] LagGauges& lag() { return lag_; }

 private:
  prometheus::Counter& failure(StepOutcome outcome);

  prometheus::Gauge& active_;
  LagGauges lag_;
  prometheus::Gauge& accounts_;
  prometheus::Counter& events_;
  prometheus::Histogram& batch_events_;
  prometheus::Histogram& commit_seconds_;
  prometheus::Family<prometheus::Counter>& failures_;
  std::string journal_;
};

}  // namespace ledger
