// The opaque text that says where a page of an account's history goes on.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ledger/domain/values/ids.hpp"

namespace ledger::api {

struct HistoryCursor {
  /// The last version of the page before.
  Version after;
  bool descending = false;
};

/// Letters and digits only.
std::string to_string(const HistoryCursor& cursor);
/// Nothing for a text that to_string() did not make.
std::optional<HistoryCursor> parse_history_cursor(std::string_view text);

}  // namespace ledger::api
