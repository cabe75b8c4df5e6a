// The opaque text that says where a statement goes on. It holds all that the statement depends on, so that its pages
// belong together whatever arrives between them, and the balance, so that no page adds up what came before it. The
// caller may read all that is in it, and what it names is checked as if it came in parameters: a caller who changes it
// is shown other figures of his own making, and nothing that he could not ask for.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "api/rest/read_parameters.hpp"
#include "api/services/statement.hpp"
#include "ledger/domain/epochs.hpp"

namespace ledger::api {

struct StatementCursor {
  AccountId account;
  /// K of the first page.
  Position known_at;
  /// The epoch of the event at known_at when the first page was made.
  Epoch epoch = first_epoch;
  TimeRange range;
  /// Where the next page begins, with the figures that it goes on with.
  StatementPlace place;
};

/// Letters, digits and points only.
std::string to_string(const StatementCursor& cursor);
/// Nothing for a text that to_string() did not make, or that an earlier version made, whose cursors had no balance.
std::optional<StatementCursor> parse_statement_cursor(std::string_view text);

}  // namespace ledger::api
