// Requests are traced where their callers keep the trace, and their spans hang together.
#include "ledger/tracing/tracer.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/span_memory.hpp"

namespace ledger::test {
namespace {

TraceParent caller_with(std::uint8_t flags) { return {.trace_id = {1, 2, 3}, .parent_id = {4, 5, 6}, .flags = flags}; }

}  // namespace

TEST_CASE("A span goes on in its caller's trace, below the caller's own span", "[tracing]") {
  SpanMemory memory;
  const Tracer tracer(memory.sender(), 0);
  const auto caller = caller_with(1);
  const auto span = tracer.begin(caller);
  REQUIRE(span);
  CHECK(span->own.trace_id == caller.trace_id);
  CHECK(span->own.flags == caller.flags);
  CHECK(span->own.parent_id != caller.parent_id);
  CHECK(span->caller == caller.parent_id);
  tracer.end(*span, [] { return SpanWork{.name = "GET /v1/totals", .attributes = {}, .failed = true}; });
  const auto spans = memory.spans();
  REQUIRE(spans.size() == 1);
  CHECK(spans.front().span.own == span->own);
  CHECK(spans.front().work.name == "GET /v1/totals");
  CHECK(spans.front().work.failed);
  CHECK(spans.front().taken >= std::chrono::nanoseconds(0));
  CHECK(tracer.begin(caller)->own.parent_id != span->own.parent_id);
}

TEST_CASE("A trace that its caller does not keep has no span", "[tracing]") {
  SpanMemory memory;
  const Tracer tracer(memory.sender(), 100);
  CHECK_FALSE(tracer.begin(caller_with(0)));
}

TEST_CASE("A request without a trace begins one as often as the setting says", "[tracing]") {
  SpanMemory memory;
  const auto begun = [&](int percent) {
    const Tracer tracer(memory.sender(), percent);
    int count = 0;
    for (int request = 0; request < 1'000; ++request) {
      const auto span = tracer.begin(std::nullopt);
      if (!span) continue;
      ++count;
      CHECK_FALSE(span->caller);
      CHECK(span->own.flags == 1);
      CHECK(span->own.trace_id != decltype(span->own.trace_id){});
    }
    return count;
  };
  CHECK(begun(0) == 0);
  CHECK(begun(100) == 1'000);
  // Eight standard deviations to either side.
  CHECK(std::abs(begun(50) - 500) < 8 * 16);
}

TEST_CASE("A span that cannot be described is dropped, and harms nobody", "[tracing]") {
  SpanMemory memory;
  const Tracer tracer(memory.sender(), 0);
  const auto span = tracer.begin(caller_with(1));
  tracer.end(*span, []() -> SpanWork { throw std::bad_alloc(); });
  CHECK(memory.spans().empty());
}

TEST_CASE("Without a collector nothing is traced", "[tracing]") {
  const Tracer tracer;
  CHECK_FALSE(tracer.begin(caller_with(1)));
}

}  // namespace ledger::test
