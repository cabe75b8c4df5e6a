// Events whose requests are traced have a span each for their way to Kafka.
#include "outbox/relay/publication_spans.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/span_memory.hpp"

namespace ledger::test {
namespace {

TraceParent trace_of(std::uint8_t number, std::uint8_t flags) {
  return {.trace_id = {number}, .parent_id = {number, number}, .flags = flags};
}

Event event_at(std::int64_t position) {
  Event event;
  event.journal = JournalId(2);
  event.position = Position(position);
  return event;
}

/// Two chunks of two events: one kept trace, none; a trace that is not kept, another kept one.
Batch traced_batch() {
  Batch batch;
  batch.chunks.resize(2);
  batch.chunks[0].add(event_at(11), Epoch(0), false, trace_of(1, 1));
  batch.chunks[0].add(event_at(12), Epoch(0), false);
  batch.chunks[1].add(event_at(13), Epoch(0), false, trace_of(2, 0));
  batch.chunks[1].add(event_at(14), Epoch(0), false, trace_of(3, 1));
  return batch;
}

std::vector<FinishedSpan> spans_of(bool is_published) {
  SpanMemory memory;
  const Tracer tracer(memory.sender(), 100);
  {
    PublicationSpans spans(tracer, traced_batch(), "events");
    CHECK(memory.spans().empty());
    if (is_published) spans.published(std::chrono::steady_clock::now());
    CHECK(memory.spans().empty() != is_published);
  }
  return memory.spans();
}

}  // namespace

TEST_CASE("Each event of a trace that is kept has a span for its way to Kafka, and no other has", "[outbox][tracing]") {
  const auto spans = spans_of(true);
  REQUIRE(spans.size() == 2);
  const std::vector<std::string> positions{"2:11", "2:14"};
  const std::vector<TraceParent> traces{trace_of(1, 1), trace_of(3, 1)};
  for (std::size_t index = 0; index < spans.size(); ++index) {
    INFO(index);
    const auto& [span, work, taken] = spans[index];
    CHECK(span.own.trace_id == traces[index].trace_id);
    CHECK(span.own.parent_id != traces[index].parent_id);
    CHECK(span.caller == traces[index].parent_id);
    CHECK(work.name == "send events");
    CHECK(work.kind == SpanKind::producer);
    CHECK_FALSE(work.failed);
    CHECK(work.attributes.back().name == "ledger.position");
    CHECK(std::get<std::string>(work.attributes.back().value) == positions[index]);
  }
}

TEST_CASE("The span of an event that was not published has failed", "[outbox][tracing]") {
  const auto spans = spans_of(false);
  REQUIRE(spans.size() == 2);
  for (const auto& each : spans) CHECK(each.work.failed);
}

TEST_CASE("Without a collector no event has a span", "[outbox][tracing]") {
  const Tracer tracer;
  const auto batch = traced_batch();
  PublicationSpans spans(tracer, batch, "events");
  spans.published(std::chrono::steady_clock::now());
}

}  // namespace ledger::test
