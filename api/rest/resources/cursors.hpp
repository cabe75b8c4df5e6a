// The opaque texts that say where lists and statements go on.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "api/rest/parameters/read_parameters.hpp"
#include "api/services/reads/statement.hpp"
#include "ledger/domain/epochs.hpp"
#include "ledger/domain/values/ids.hpp"

namespace ledger::api {

/// Says where a list of accounts goes on. Letters and digits only.
std::string account_cursor(AccountId last);
/// Returns nothing for a text that account_cursor() did not make.
std::optional<AccountId> parse_account_cursor(std::string_view text);

/// The place where the next page of an account's history begins.
struct HistoryCursor {
  /// The last version of the page before.
  Version after;
  bool descending = false;
};

/// Letters and digits only.
std::string to_string(const HistoryCursor& cursor);
/// Returns nothing for a text that to_string() did not make.
std::optional<HistoryCursor> parse_history_cursor(std::string_view text);

/// The place where a statement continues. It holds everything that the statement depends on, so that its pages stay
/// consistent when events arrive in between, and the balance, so that no page has to add up earlier events. The caller
/// may read all of its contents, and they are checked like parameters: a caller who changes them sees different
/// figures, but nothing that could not be requested anyway.
struct StatementCursor {
  AccountId account;
  /// K of the first page.
  Position known_at;
  /// The epoch of the event at known_at when the first page was made.
  Epoch epoch = first_epoch;
  TimeRange range;
  /// The place where the next page begins, with the running figures.
  StatementPlace place;
};

/// Letters, digits and points only.
std::string to_string(const StatementCursor& cursor);
/// Returns nothing for a text that to_string() did not make, or that an earlier version made, whose cursors had no
/// balance.
std::optional<StatementCursor> parse_statement_cursor(std::string_view text);

}  // namespace ledger::api
