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

/// The text up to the next colon, which is taken off the rest.
std::string_view take_part(std::string_view& rest) {
  const auto colon = rest.find(':');
  const auto part = rest.substr(0, colon);
  rest = colon == std::string_view::npos ? std::string_view() : rest.substr(colon + 1);
  return part;
}

}  // namespace

std::string to_string(const PositionToken& token) {
  auto text = std::to_string(token.journal.value) + ":" + std::to_string(token.position.value);
  if (token.epoch != first_epoch) text.append(":").append(std::to_string(token.epoch.value));
  return text;
}

std::optional<PositionToken> parse_position_token(std::string_view text) {
  if (text.ends_with(':')) return std::nullopt;
  const auto journal = whole_number<std::int16_t>(take_part(text));
  const auto position = whole_number<std::int64_t>(take_part(text));
  if (!journal || !position) return std::nullopt;
  PositionToken token{.journal = JournalId(*journal), .position = Position(*position)};
  if (text.empty()) return token;
  const auto epoch = whole_number<std::int32_t>(text);
  if (!epoch || *epoch < 2) return std::nullopt;
  token.epoch = Epoch(*epoch);
  return token;
}

}  // namespace ledger
