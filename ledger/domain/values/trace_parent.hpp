// The place of a request in a trace, as W3C Trace Context says it (traceparent, version 00).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ledger {

/// Says nothing of who asked for what: random ids, and whether the caller keeps the trace.
struct TraceParent {
  std::array<std::uint8_t, 16> trace_id{};
  /// The caller's own span.
  std::array<std::uint8_t, 8> parent_id{};
  std::uint8_t flags = 0;

  bool operator==(const TraceParent&) const = default;
};

/// Reads "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01". Returns nothing for what Trace Context calls
/// invalid: capitals, ids of zeros, another length. Of a later version the parts that are known are read.
std::optional<TraceParent> parse_trace_parent(std::string_view text);
/// "00-…", as it is sent on.
std::string to_string(const TraceParent& parent);

}  // namespace ledger
