// Reads the parameters of read requests from path and query.
#pragma once

#include <initializer_list>
#include <optional>
#include <string_view>

#include "api/http/message/query_string.hpp"
#include "api/http/message/request.hpp"
#include "api/http/message/response.hpp"
#include "api/rest/parameters/result.hpp"
#include "api/services/positions/known_position.hpp"
#include "api/services/reads/account_view.hpp"
#include "ledger/domain/values/ids.hpp"
#include "ledger/domain/values/moment.hpp"
#include "ledger/domain/values/uid.hpp"
#include "ledger/publication/position_token.hpp"

namespace ledger::api {

/// 422 for a parameter or path segment.
Response wrong_parameter(std::string_view field, std::string_view code, std::string detail);

/// 404; `detail` is for people.
Response account_not_found(std::string detail);

/// The {id} of the path; 422 if it is no account's number.
Result<AccountId> account_in_path(const Request& request);
/// The {uid} of the path.
Result<Uid> uid_in_path(const Request& request);
/// The query; 422 for parameters other than these and for repeated ones.
Result<QueryString> query_of(const Request& request, std::initializer_list<std::string_view> known);

/// The parameter `name`, a literal: "0:123", "0:123:2", "123" (which is of the first epoch) or a time; the journal's
/// end without it.
Result<KnownPosition> known_position(const QueryString& query, std::string_view name, JournalId journal);

/// Reads `date` and `known_at`: the latter is "0:123", "123" or a time.
Result<DatedQuery> dated_query(const QueryString& query, JournalId journal);

/// `limit`: how many items a page has, 1 to 1000, 100 without it.
Result<int> page_limit(const QueryString& query);

/// A range of effective times; open where a bound is missing.
struct TimeRange {
  std::optional<Moment> from;
  /// Not in the range itself.
  std::optional<Moment> before;
};
/// `from` and `to`: from the one, inclusive, to the other, exclusive.
Result<TimeRange> time_range(const QueryString& query);

/// The target of a list's next page, as the value of Link: the path with the query, without its cursor, and the cursor.
std::string next_link(const Request& request, std::string_view cursor);

}  // namespace ledger::api
