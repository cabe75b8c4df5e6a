// What reads take from path and query.
#pragma once

#include <initializer_list>
#include <optional>
#include <string_view>
#include <variant>

#include "api/http/query_string.hpp"
#include "api/http/request.hpp"
#include "api/http/response.hpp"
#include "ledger/domain/ids.hpp"
#include "ledger/domain/moment.hpp"
#include "ledger/domain/uid.hpp"

namespace ledger::api {

/// A value, or the response that says why there is none.
template <class Value>
using OrResponse = std::variant<Value, Response>;

/// The {id} of the path; 422 if it is no account's number.
OrResponse<AccountId> account_in_path(const Request& request);
/// The {uid} of the path.
OrResponse<Uid> uid_in_path(const Request& request);
/// The query; 422 for parameters other than these and for repeated ones.
OrResponse<QueryString> query_of(const Request& request, std::initializer_list<std::string_view> known);

/// A journal's position as clients see it, in Ledger-Position, Ledger-Min-Position and known_at: "0:123".
struct PositionToken {
  JournalId journal;
  Position position;
};
std::string to_string(const PositionToken& token);
/// Reads "0:123"; nothing for anything else.
std::optional<PositionToken> parse_position_token(std::string_view text);

/// The two times of a balance: `date` is T, `known_at` is K.
struct DatedQuestion {
  std::optional<Moment> date;
  /// K as a position of the journal …
  std::optional<Position> known_at;
  /// … or as a recorded time, still to be turned into one.
  std::optional<Moment> known_at_time;
};
/// Reads `date` and `known_at`: the latter is "0:123", "123" or a time.
OrResponse<DatedQuestion> dated_question(const QueryString& query, JournalId journal);

}  // namespace ledger::api
