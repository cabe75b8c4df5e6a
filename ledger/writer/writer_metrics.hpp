// The metrics of a writer.
#pragma once

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <string>

#include "ledger/domain/values/ids.hpp"
#include "ledger/writer/batch/outcome.hpp"

namespace ledger {

/// References into the registry, which must outlive this.
struct WriterMetrics {
  WriterMetrics(prometheus::Registry& registry, JournalId journal);

  /// A command that was decided.
  void count(const Outcome& outcome);

  prometheus::Histogram& batch_commands;
  prometheus::Histogram& batch_seconds;
  prometheus::Counter& applied;
  prometheus::Counter& replayed;
  prometheus::Counter& rejected;
  prometheus::Counter& unavailable;
  prometheus::Counter& failed;
  prometheus::Counter& decided_again;
  prometheus::Counter& optimistic;
  prometheus::Counter& overlapped;
  prometheus::Counter& put_back;
  prometheus::Counter& holds_expired;
  prometheus::Gauge& queued;
  prometheus::Gauge& cached_accounts;
  prometheus::Gauge& stopped;

 private:
  WriterMetrics(prometheus::Registry& registry, const std::string& journal);
};

}  // namespace ledger
