// Chooses the status codes of what several calls refuse: commands that were not applied, callers who lack permission,
// and reads that are not possible now. What only one call refuses has its code beside its handler in resources (events,
// holds, bulk); api/http/message/problem.cpp chooses those of a body that is malformed or has wrong fields.
#pragma once

#include <chrono>
#include <string_view>

#include "api/auth/principals/access.hpp"
#include "api/auth/principals/auth_error.hpp"
#include "api/auth/principals/principal.hpp"
#include "api/coroutines/read_refusals.hpp"
#include "api/http/message/problem.hpp"
#include "api/services/carry_out.hpp"
#include "ledger/writer/batch/outcome.hpp"

namespace ledger::api {

/// The status of a refusal by the ledger's rules.
Status status_of(RejectionCode code);

Response problem_response(const Rejection& rejection);
Response problem_response(const Unavailable& unavailable);
/// 500; what the defect is stands in the log only.
Response problem_response(const Failed& failed);
/// 500 for a request that a defect broke off: whether anything was recorded is unknown.
Response defect_response();
/// Returns what is wrong with a command that was not applied, as far as `reader` may know it: of a transaction that has
/// the command's uid already, others than those who may read it learn only that it is there. Throws
/// std::bad_variant_access for a command that was applied.
Problem problem_of(const Outcome& outcome, const Principal& reader = nobody());
/// The answer to a command that was not applied. Throws std::bad_variant_access for one that was.
Response refusal_response(const Outcome& outcome, const Principal& reader = nobody());

/// The answer to a command that was not carried out.
Response refusal_response(const CommandRefusal& refusal, const Principal& reader);

/// 401 with WWW-Authenticate; 503 for keys_unavailable.
Response unauthorized_response(AuthError error);
/// 403 `forbidden`, or 404 `account_not_found`. Not for what is granted.
Response refusal_response(Permission permission);

/// 503 with the read's code.
Response problem_response(const ReadsUnavailable& unavailable);
/// 410 `position_void`.
Response problem_response(const PositionVoid& position);

/// 409 `batch_rejected`, with the results of all commands of an atomic request: a JSON array.
Response rejected_batch_response(std::string_view results);

/// 503 of /readyz, with everything that is in the way: a JSON array.
Response not_ready_response(std::string_view code, std::string_view detail, std::string_view causes);

/// 404 `login_not_offered`: this server issues no tokens.
Response login_not_offered_response();

/// 503 `passwords_busy`: more passwords wait to be hashed than may.
Response passwords_busy_response();

/// 429 `too_many_attempts`: passwords were wrong too often; the next attempt has to wait so long.
Response too_many_attempts_response(std::chrono::seconds wait);

}  // namespace ledger::api
