// The opaque text that says where a statement goes on. It holds all that the statement depends on, so that its pages
// belong together whatever arrives between them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "api/handlers/read_parameters.hpp"
#include "ledger/domain/epochs.hpp"
#include "ledger/journal/statement_entries.hpp"

namespace ledger::api {

struct StatementCursor {
  AccountId account;
  /// K of the first page.
  Position known_at;
  /// The epoch of the event at known_at when the first page was made.
  Epoch epoch = first_epoch;
  TimeRange range;
  /// The last entry before.
  StatementKey after;
};

/// Letters, digits and points only.
std::string to_string(const StatementCursor& cursor);
/// Nothing for a text that to_string() did not make.
std::optional<StatementCursor> parse_statement_cursor(std::string_view text);

}  // namespace ledger::api
