// Spans for the events of a batch whose requests are traced: each lasts as long as the batch's Kafka transaction.
#pragma once

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
  /// Ends the spans as failed, unless the events were published.
  ~PublicationSpans() { end(true); }
  PublicationSpans(const PublicationSpans&) = delete;
  PublicationSpans& operator=(const PublicationSpans&) = delete;

  /// Ends the spans: the Kafka transaction is committed.
  void published() { end(false); }

 private:
  struct EventSpan {
    OpenSpan span;
    JournalId journal;
    Position position;
  };
  void end(bool failed);
  [[nodiscard]] SpanWork work_of(const EventSpan& event, bool failed) const;

  const Tracer& tracer_;
  std::string topic_;
  std::vector<EventSpan> spans_;
};

}  // namespace ledger
