#include "api/rest/request_rules.hpp"

#include <algorithm>
#include <array>

#include "api/http/message/accept.hpp"
#include "api/http/message/query_string.hpp"

namespace ledger::api {
namespace {

/// A proxy may choose the other one of two values, so these fields may not be repeated. Host and Content-Length are
/// checked with the head.
constexpr std::array<std::string_view, 7> single_fields = {
    "Authorization", "Content-Type", "Idempotency-Key", "Ledger-Min-Position", "Last-Event-ID", "Origin", "Expect"};

Response unprocessable(const FieldError& error) { return problem_response(std::span(&error, 1)); }

std::optional<Response> repeated_field(const Request& request) {
  for (std::size_t index = 0; index < request.headers.size(); ++index) {
    const auto name = request.headers[index].name;
    const auto is_same = [name](std::string_view other) { return equal_ignoring_case(name, other); };
    const auto* single = std::find_if(single_fields.begin(), single_fields.end(), is_same);
    if (single == single_fields.end()) continue;
    const auto later = request.headers.subspan(index + 1);
    const bool is_repeated =
        std::any_of(later.begin(), later.end(), [&](const HeaderField& each) { return is_same(each.name); });
    if (is_repeated) return unprocessable({std::string(*single), "duplicate_header", "this header is sent once"});
  }
  return std::nullopt;
}

std::optional<Response> unknown_parameter(const Route& route, const Request& request) {
  if (route.query == Query::by_handler) return std::nullopt;
  const auto parsed = QueryString::parse(request.query, {});
  const auto* error = std::get_if<FieldError>(&parsed);
  return error == nullptr ? std::nullopt : std::optional(unprocessable(*error));
}

/// Bodies are taken as they are: the sizes and deadlines are those of what arrives.
std::optional<Response> encoded_body(const Request& request) {
  const bool is_encoded = std::any_of(request.headers.begin(), request.headers.end(), [](const HeaderField& field) {
    return equal_ignoring_case(field.name, "Content-Encoding") && !equal_ignoring_case(field.value, "identity");
  });
  if (!is_encoded) return std::nullopt;
  auto response = problem_response(Problem{Status::unsupported_media_type, "content_encoding_unsupported",
                                           "send the body as it is, without Content-Encoding"});
  response.fields.push_back({"Accept-Encoding", "identity"});
  return response;
}

std::optional<Response> wrong_media_type(const Route& route, const Request& request) {
  const bool has_body = route.body == Body::json || (route.body == Body::optional_json && !request.body.empty());
  if (!has_body || equal_ignoring_case(request.media_type(), json_type)) return std::nullopt;
  return problem_response(Problem{Status::unsupported_media_type, "media_type_unsupported",
                                  "the body must be application/json; say so in Content-Type"});
}

std::optional<Response> unacceptable(const Route& route, const Request& request) {
  if (route.offer != Offer::json && route.offer != Offer::events) return std::nullopt;
  const std::array offers = {route.offer == Offer::json ? json_type : event_stream_type};
  if (preferred_type(request, offers)) return std::nullopt;
  return problem_response(not_acceptable(std::string(offers.front())));
}

}  // namespace

std::optional<Response> refused_by_rules(const Route& route, const Request& request) {
  if (auto refusal = repeated_field(request)) return refusal;
  if (auto refusal = unknown_parameter(route, request)) return refusal;
  if (auto refusal = encoded_body(request)) return refusal;
  if (auto refusal = wrong_media_type(route, request)) return refusal;
  return unacceptable(route, request);
}

Problem not_acceptable(const std::string& types) {
  return {Status::not_acceptable, "not_acceptable", "this call answers with " + types + ", which Accept leaves out"};
}

}  // namespace ledger::api
