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
  /// Ends the spans, as failed unless the events were published.
  ~PublicationSpans();
  PublicationSpans(const PublicationSpans&) = delete;
  PublicationSpans& operator=(const PublicationSpans&) = delete;

  /// Tells that the Kafka transaction is committed.
  void published() { is_published_ = true; }

 private:
  struct EventSpan {
    OpenSpan span;
    JournalId journal;
    Position position;
  };
  [[nodiscard]] SpanWork work_of(const EventSpan& event) const;

  const Tracer& tracer_;
  std::string topic_;
  std::vector<EventSpan> spans_;
  bool is_published_ = false;
};

}  // namespace ledger
