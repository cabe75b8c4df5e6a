// A piece of work in a trace, as OpenTelemetry understands it (its Trace API, "Span").
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "ledger/domain/values/trace_parent.hpp"

namespace ledger {

using SpanId = std::array<std::uint8_t, 8>;

/// Work that is under way.
struct OpenSpan {
  /// The trace, with this span as the parent of what comes of it.
  TraceParent own;
  /// The span that asked for the work; nothing if the trace begins here.
  std::optional<SpanId> caller;
  std::chrono::system_clock::time_point begun;
  /// The same time by a clock that nobody sets, which tells how long the work took.
  std::chrono::steady_clock::time_point begun_steady;
};

/// A fact about the work, named after OpenTelemetry's semantic conventions. Nothing personal, and no account.
struct SpanAttribute {
  std::string_view name;
  std::variant<std::string, std::int64_t> value;
};

enum class SpanKind { server, producer };

/// Describes work that was done.
struct SpanWork {
  std::string name;
  SpanKind kind = SpanKind::server;
  std::vector<SpanAttribute> attributes;
  /// True if the work failed for a reason that is ours.
  bool failed = false;
};

struct FinishedSpan {
  OpenSpan span;
  SpanWork work;
  std::chrono::steady_clock::duration taken;
};

/// Takes finished spans to a collector. For any thread.
class SpanSender {
 public:
  SpanSender() = default;
  virtual ~SpanSender() = default;
  SpanSender(const SpanSender&) = delete;
  SpanSender& operator=(const SpanSender&) = delete;

  /// Queues the span, or drops it where the queue is full. Does not wait.
  virtual void send(const FinishedSpan& span) = 0;
};

}  // namespace ledger
