// A response as handlers make it; the connection adds what HTTP itself needs.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "api/http/message/body_stream.hpp"

namespace ledger::api {

/// Status codes that this program answers with (RFC 9110, section 15).
enum class Status {
  ok = 200,
  created = 201,
  no_content = 204,
  not_modified = 304,
  bad_request = 400,
  unauthorized = 401,
  payment_required = 402,
  forbidden = 403,
  not_found = 404,
  method_not_allowed = 405,
  not_acceptable = 406,
  request_timeout = 408,
  conflict = 409,
  gone = 410,
  length_required = 411,
  content_too_large = 413,
  unsupported_media_type = 415,
  expectation_failed = 417,
  unprocessable_content = 422,
  too_many_requests = 429,
  header_too_large = 431,
  internal_server_error = 500,
  service_unavailable = 503,
};

/// "Not Found"
std::string_view reason_phrase(Status status);

constexpr std::string_view json_type = "application/json";
constexpr std::string_view event_stream_type = "text/event-stream";
constexpr std::string_view problem_type = "application/problem+json";

/// A field that a handler adds. The name is a literal.
struct ResponseField {
  std::string_view name;
  std::string value;
};

/// Names are literals; values must not hold line ends.
struct Response {
  Status status = Status::ok;
  std::string body;
  std::string_view content_type = json_type;
  std::vector<ResponseField> fields;
  /// Balances and answers to writes must not be cached.
  std::string_view cache_control = "no-store";
  /// If set, it produces the body, and `body` is not sent.
  std::unique_ptr<BodyStream> stream = nullptr;
};

}  // namespace ledger::api
