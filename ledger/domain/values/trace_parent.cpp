#include "ledger/domain/values/trace_parent.hpp"

#include <algorithm>
#include <span>

namespace ledger {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";
/// The places of the parts: "vv-trace-parent-ff".
constexpr std::size_t trace_at = 3;
constexpr std::size_t parent_at = 36;
constexpr std::size_t flags_at = 53;
constexpr std::size_t text_length_min = 55;

std::optional<std::uint8_t> byte_at(std::string_view text, std::size_t place) {
  const auto high = hex_digits.find(text[place]);
  const auto low = hex_digits.find(text[place + 1]);
  if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
  return static_cast<std::uint8_t>(high << 4U | low);
}

/// Returns false for anything but hex_digits, and for zeros alone.
bool read_id(std::string_view text, std::size_t place, std::span<std::uint8_t> id) {
  for (auto& byte : id) {
    const auto read = byte_at(text, place);
    if (!read) return false;
    byte = *read;
    place += 2;
  }
  return std::any_of(id.begin(), id.end(), [](std::uint8_t byte) { return byte != 0; });
}

void append(std::string& text, std::span<const std::uint8_t> bytes) {
  for (const auto byte : bytes) {
    text += hex_digits[byte >> 4U];
    text += hex_digits[byte & 0xFU];
  }
}

}  // namespace

std::optional<TraceParent> parse_trace_parent(std::string_view text) {
  if (text.size() < text_length_min) return std::nullopt;
  const auto version = byte_at(text, 0);
  const bool has_dashes = text[2] == '-' && text[parent_at - 1] == '-' && text[flags_at - 1] == '-';
  if (!version || *version == 0xFF || !has_dashes) return std::nullopt;
  // A later version may go on behind another dash.
  const bool ends_well = text.size() == text_length_min || (*version != 0 && text[text_length_min] == '-');
  if (!ends_well) return std::nullopt;
  TraceParent parent;
  const auto flags = byte_at(text, flags_at);
  if (!flags || !read_id(text, trace_at, parent.trace_id) || !read_id(text, parent_at, parent.parent_id))
    return std::nullopt;
  parent.flags = *flags;
  return parent;
}

std::string to_string(const TraceParent& parent) {
  std::string text = "00-";
  append(text, parent.trace_id);
  text += '-';
  append(text, parent.parent_id);
  text += '-';
  append(text, std::span(&parent.flags, 1));
  return text;
}

}  // namespace ledger
