// Decides which requests are traced, and names their spans.
#pragma once

#include <chrono>
#include <memory>
#include <optional>

#include "ledger/tracing/span.hpp"

namespace ledger {

/// For any thread.
class Tracer {
 public:
  /// Traces nothing.
  Tracer() = default;
  /// `percent`, 0 to 100: the share of requests without a trace that begin one. Without a sender nothing is traced.
  Tracer(std::unique_ptr<SpanSender> sender, int percent) : sender_(std::move(sender)), percent_(percent) {}

  /// Begins a span where the caller keeps its trace, or has none and this request is one of those that begin one.
  /// Returns nothing for others.
  [[nodiscard]] std::optional<OpenSpan> begin(const std::optional<TraceParent>& caller) const;
  /// Ends a span at `at`, and sends it with the SpanWork that `describe` returns. What cannot be sent is dropped: the
  /// work is done, and its answer must go out.
  template <class Describe>
  void end(const OpenSpan& span, Describe describe,
           std::chrono::steady_clock::time_point at = std::chrono::steady_clock::now()) const noexcept {
    try {
      send(span, describe(), at);
    } catch (...) {
      note_dropped();
    }
  }

 private:
  void send(const OpenSpan& span, SpanWork work, std::chrono::steady_clock::time_point at) const;
  static void note_dropped() noexcept;

  std::unique_ptr<SpanSender> sender_;
  int percent_ = 0;
};

}  // namespace ledger
