// What reads take from path and query.
#pragma once

#include <initializer_list>
#include <optional>
#include <string_view>
#include <variant>

#include "api/http/query_string.hpp"
#include "api/http/request.hpp"
#include "api/http/response.hpp"
#include "api/services/account_reading.hpp"
#include "ledger/domain/ids.hpp"
#include "ledger/domain/moment.hpp"
#include "ledger/domain/uid.hpp"
#include "ledger/publication/position_token.hpp"

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

/// Reads `date` and `known_at`: the latter is "0:123", "123" or a time.
OrResponse<DatedQuestion> dated_question(const QueryString& query, JournalId journal);

}  // namespace ledger::api
