// Spans for the events of a batch whose requests are traced: each lasts as long as the batch's Kafka transaction.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "ledger/tracing/tracer.hpp"
#include "outbox/relay/batch.hpp"

namespace ledger {

/// For one thread. The tracer must outlive this.
class PublicationSpans {
 public:
  /// Begins a span below each trace in the batch that its caller keeps. `topic` is the one that the events go to.
  PublicationSpans(const Tracer& tracer, const Batch& batch, std::string topic);
  /// Ends the spans as failed, unless it was told that the events were published.
  ~PublicationSpans() { end(true, Clock::now()); }
  PublicationSpans(const PublicationSpans&) = delete;
  PublicationSpans& operator=(const PublicationSpans&) = delete;

  /// Ends the spans: the Kafka transaction was committed by `at`.
  void published(std::chrono::steady_clock::time_point at) { end(false, at); }

 private:
  struct EventSpan {
    OpenSpan span;
    JournalId journal;
    Position position;
  };
  using Clock = std::chrono::steady_clock;
  void end(bool failed, Clock::time_point at);
  [[nodiscard]] SpanWork work_of(const EventSpan& event, bool failed) const;

  const Tracer& tracer_;
  std::string topic_;
  std::vector<EventSpan> spans_;
};

}  // namespace ledger
