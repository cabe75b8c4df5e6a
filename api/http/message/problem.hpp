// The one place that chooses status codes for what went wrong, and writes it as problem details (RFC 9457).
#pragma once

#include <chrono>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/auth/principal.hpp"
#include "api/http/message/response.hpp"
#include "api/json/field_error.hpp"
#include "ledger/writer/batch/outcome.hpp"

namespace ledger::api {

class JsonWriter;

/// What went wrong. `code` is stable; `field` is empty where no single field is wrong.
struct Problem {
  Status status;
  std::string_view code;
  std::string detail;
  std::string field = {};
  /// What Retry-After asks for (RFC 9110, 10.2.3); of 429 and 503 only, which always have it.
  std::chrono::seconds retry_after{1};
  /// Of uid_reused, for who may read the other transaction: in which fields the two differ.
  std::vector<std::string_view> differing_fields = {};
};

/// The response with its body `{type, title, status, code, detail, field?, differing_fields?}`.
Response problem_response(const Problem& problem);

/// 400 for a body that is no JSON object.
Response malformed_body_response(const FieldError& error);

/// 422 for one or more fields that are wrong: code and field are the first one's; where there are several, `errors`
/// lists all. At least one.
Response problem_response(std::span<const FieldError> errors);

/// The status of a refusal by the ledger's rules.
Status status_of(RejectionCode code);

Response problem_response(const Rejection& rejection);
Response problem_response(const Unavailable& unavailable);
/// 500; what the defect is stands in the log only.
Response problem_response(const Failed& failed);
/// Likewise for a request of which it is not known how far it came.
Response defect_response();
/// What is wrong with a command that was not applied, as far as `reader` may know it: of a transaction that has the
/// command's uid already, others than those who may read it learn only that it is there. Throws
/// std::bad_variant_access for a command that was applied.
Problem problem_of(const Outcome& outcome, const Principal& reader = nobody());
/// The answer to a command that was not applied. Throws std::bad_variant_access for one that was.
Response refusal_response(const Outcome& outcome, const Principal& reader = nobody());

/// Writes `differing_fields`, where there are any.
void write_differing_fields(JsonWriter& json, std::span<const std::string_view> fields);

/// 409 `batch_rejected`, with the results of all commands of an atomic request: a JSON array.
Response rejected_batch_response(std::string_view results);

/// 503 of /readyz, with everything that is in the way: a JSON array.
Response not_ready_response(std::string_view code, std::string_view detail, std::string_view causes);

/// 503 `passwords_busy`: more passwords wait to be hashed than may.
Response passwords_busy_response();

/// 429 `too_many_attempts`: passwords were wrong too often; the next attempt has to wait so long.
Response too_many_attempts_response(std::chrono::seconds wait);

/// The database cannot be asked within the time allowed: thrown by reads, answered with 503.
struct ReadsUnavailable {
  /// Stable code: "database_away", "reads_busy".
  std::string_view code;
  std::string detail;
};

Response problem_response(const ReadsUnavailable& unavailable);

/// A client names a position whose event was given up after a restore: thrown by reads, answered with 410.
struct PositionVoid {
  /// Up to where the position's epoch is valid, in which epoch the journal is, and what to do.
  std::string detail;
  /// The name of the parameter or header that the position came in.
  std::string field;
};

constexpr std::string_view position_void_code = "position_void";

Response problem_response(const PositionVoid& position);

}  // namespace ledger::api
