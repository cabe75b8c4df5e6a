// Problem details (RFC 9457): what went wrong, as the body of a response.
#pragma once

#include <chrono>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/http/message/response.hpp"
#include "api/json/field_error.hpp"

namespace ledger::api {

class JsonWriter;

/// Says why a request failed. `code` is stable; `field` is empty where no single field is wrong.
struct Problem {
  Status status;
  std::string_view code;
  std::string detail;
  std::string field = {};
  /// The time that Retry-After asks for (RFC 9110, 10.2.3); of 429 and 503 only, which always have it.
  std::chrono::seconds retry_after{1};
  /// The fields in which the two transactions differ: of uid_reused only, and for callers who may read the other one.
  std::vector<std::string_view> differing_fields = {};
};

/// The response with its body `{type, title, status, code, detail, field?, differing_fields?}`.
Response problem_response(const Problem& problem);

/// The same with one more member `name`, whose value is `json`.
Response problem_response(const Problem& problem, std::string_view name, std::string_view json);

/// 400 for a body that is no JSON object.
Response malformed_body_response(const FieldError& error);

/// 422 for one or more fields that are wrong: code and field are the first one's; where there are several, `errors`
/// lists all. At least one.
Response problem_response(std::span<const FieldError> errors);

/// Writes `differing_fields`, where there are any.
void write_differing_fields(JsonWriter& json, std::span<const std::string_view> fields);

}  // namespace ledger::api
