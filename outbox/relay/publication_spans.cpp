#include "outbox/relay/publication_spans.hpp"

#include <fmt/format.h>

namespace ledger {

PublicationSpans::PublicationSpans(const Tracer& tracer, const Batch& batch, std::string topic)
    : tracer_(tracer), topic_(std::move(topic)) {
  for (const auto& chunk : batch.chunks) {
    if (!chunk.has_traces()) continue;
    for (std::size_t index = 0; index < chunk.size(); ++index) {
      const auto trace = chunk.trace(index);
      if (!trace) continue;
      const auto& event = chunk.event(index);
      if (const auto span = tracer.begin(trace)) spans_.push_back({*span, event.journal, event.position});
    }
  }
}

void PublicationSpans::end(bool failed, Clock::time_point at) {
  for (const auto& event : spans_) {
    tracer_.end(
        event.span, [&] { return work_of(event, failed); }, at);
  }
  spans_.clear();
}

/// Names and attributes are those of OpenTelemetry's semantic conventions for messaging.
SpanWork PublicationSpans::work_of(const EventSpan& event, bool failed) const {
  return {.name = "send " + topic_,
          .kind = SpanKind::producer,
          .attributes = {{"messaging.system", "kafka"},
                         {"messaging.operation.name", "send"},
                         {"messaging.operation.type", "send"},
                         {"messaging.destination.name", topic_},
                         {"ledger.position", fmt::format("{}:{}", event.journal.value, event.position.value)}},
          .failed = failed};
}

}  // namespace ledger
