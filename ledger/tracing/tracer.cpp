#include "ledger/tracing/tracer.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <random>

namespace ledger {
namespace {

/// The flag of a trace that its caller keeps (W3C Trace Context, "sampled").
constexpr std::uint8_t sampled = 1;

std::mt19937_64& randomness() {
  thread_local std::mt19937_64 engine{std::random_device{}()};
  return engine;
}

/// Returns random bytes that are not all zero, which Trace Context would take for no id.
template <class Id>
Id random_id() {
  Id id{};
  while (std::all_of(id.begin(), id.end(), [](std::uint8_t byte) { return byte == 0; })) {
    for (auto& byte : id) byte = static_cast<std::uint8_t>(randomness()());
  }
  return id;
}

}  // namespace

std::optional<OpenSpan> Tracer::begin(const std::optional<TraceParent>& caller) const {
  if (!sender_) return std::nullopt;
  if (caller && (caller->flags & sampled) == 0) return std::nullopt;
  if (!caller && (percent_ == 0 || std::uniform_int_distribution(1, 100)(randomness()) > percent_)) return std::nullopt;
  OpenSpan span{.own = {},
                .caller = {},
                .begun = std::chrono::system_clock::now(),
                .begun_steady = std::chrono::steady_clock::now()};
  span.own.trace_id = caller ? caller->trace_id : random_id<decltype(TraceParent::trace_id)>();
  span.own.parent_id = random_id<SpanId>();
  span.own.flags = caller ? caller->flags : sampled;
  if (caller) span.caller = caller->parent_id;
  return span;
}

void Tracer::send(const OpenSpan& span, SpanWork work, std::chrono::steady_clock::time_point at) const {
  if (!sender_) return;
  sender_->send({.span = span, .work = std::move(work), .taken = at - span.begun_steady});
}

void Tracer::note_dropped() noexcept {
  try {
    spdlog::warn("a span is dropped: it could not be described or queued");
  } catch (...) {
    // Without memory for a line of the log, nobody can be told.
  }
}

}  // namespace ledger
