// What a refused repetition differs in, in words.
#pragma once

#include <string>
#include <string_view>

namespace ledger::api {

/// Returns the detail with the differing fields' names behind it: "uid already used with different content (amount and
/// user_id differ)", or as it is where none may be named.
template <class Names>
std::string naming_differences(std::string detail, const Names& names) {
  if (names.empty()) return detail;
  const std::size_t count = names.size();
  detail += " (";
  for (std::size_t place = 0; place < count; ++place) {
    if (place > 0) detail += place + 1 == count ? " and " : ", ";
    detail += names[place];
  }
  return detail += count == 1 ? " differs)" : " differ)";
}

}  // namespace ledger::api
