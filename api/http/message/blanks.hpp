// Blanks around the parts of a header field: optional white space (RFC 9110, section 5.6.3).
#pragma once

#include <string_view>

namespace ledger::api {

/// Returns the text without the spaces and tabs at its ends.
inline std::string_view without_blanks(std::string_view text) {
  constexpr std::string_view blanks = " \t";
  const auto begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

}  // namespace ledger::api
