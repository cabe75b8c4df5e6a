#include "ledger/publication/anchor_text.hpp"

#include <algorithm>

#include "ledger/publication/hex.hpp"
#include "ledger/publication/position_token.hpp"

namespace ledger {
namespace {

constexpr std::string_view blanks = " \t\r";

std::string_view without_blanks(std::string_view line) {
  const auto begin = line.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return {};
  return line.substr(begin, line.find_last_not_of(blanks) - begin + 1);
}

}  // namespace

std::string to_string(const Anchor& anchor) {
  return to_string(PositionToken{anchor.journal, anchor.at.position}) + ":" + to_hex(anchor.at.hash);
}

std::optional<Anchor> parse_anchor(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const std::string place(text.substr(0, colon));
  const auto token = parse_position_token(place.find(':') == std::string::npos ? "0:" + place : place);
  const auto hash = hash_from_hex(text.substr(colon + 1));
  // The hash says which event it is: an anchor has no epoch.
  if (!token || token->epoch != first_epoch || !hash) return std::nullopt;
  return Anchor{.journal = token->journal, .at = {.position = token->position, .hash = *hash}};
}

std::variant<std::vector<Anchor>, WrongAnchorLine> parse_anchors(std::string_view file) {
  std::vector<Anchor> anchors;
  for (int number = 1; !file.empty(); ++number) {
    const auto end = std::min(file.find('\n'), file.size());
    const auto line = without_blanks(file.substr(0, end));
    file.remove_prefix(std::min(end + 1, file.size()));
    if (line.empty() || line.front() == '#') continue;
    const auto anchor = parse_anchor(line);
    if (!anchor) return WrongAnchorLine{.number = number, .text = std::string(line)};
    anchors.push_back(*anchor);
  }
  return anchors;
}

}  // namespace ledger
