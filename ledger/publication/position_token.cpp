#include "ledger/publication/position_token.hpp"

#include <charconv>

namespace ledger {
namespace {

template <class Integer>
std::optional<Integer> whole_number(std::string_view text) {
  Integer number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size() || number < 0) return std::nullopt;
  return number;
}

}  // namespace

std::string to_string(const PositionToken& token) {
  return std::to_string(token.journal.value) + ":" + std::to_string(token.position.value);
}

std::optional<PositionToken> parse_position_token(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto journal = whole_number<std::int16_t>(text.substr(0, colon));
  const auto position = whole_number<std::int64_t>(text.substr(colon + 1));
  if (!journal || !position) return std::nullopt;
  return PositionToken{JournalId(*journal), Position(*position)};
}

}  // namespace ledger
