#include "api/http/message/problem.hpp"

#include "api/json/json_writer.hpp"

namespace ledger::api {
namespace {

void write_common(JsonWriter& json, Status status, std::string_view code, std::string_view detail,
                  std::string_view field) {
  json.begin_object();
  json.member("type", "about:blank");
  json.member("title", reason_phrase(status));
  json.member("status", static_cast<std::int64_t>(status));
  json.member("code", code);
  json.member("detail", detail);
  if (!field.empty()) json.member("field", field);
}

Response response_with(Status status, JsonWriter& json) {
  return Response{.status = status, .body = json.take(), .content_type = problem_type, .fields = {}};
}

}  // namespace

Response problem_response(const Problem& problem) { return problem_response(problem, {}, {}); }

Response problem_response(const Problem& problem, std::string_view name, std::string_view json) {
  JsonWriter body;
  write_common(body, problem.status, problem.code, problem.detail, problem.field);
  write_differing_fields(body, problem.differing_fields);
  if (!name.empty()) body.raw_member(name, json);
  body.end_object();
  auto response = response_with(problem.status, body);
  if (problem.status == Status::service_unavailable || problem.status == Status::too_many_requests) {
    response.fields.push_back({"Retry-After", std::to_string(problem.retry_after.count())});
  }
  return response;
}

Response malformed_body_response(const FieldError& error) {
  return problem_response(
      Problem{.status = Status::bad_request, .code = error.code, .detail = error.detail, .field = error.field});
}

Response problem_response(std::span<const FieldError> errors) {
  JsonWriter json;
  const FieldError& first = errors.front();
  write_common(json, Status::unprocessable_content, first.code, first.detail, first.field);
  if (errors.size() > 1) {
    json.name("errors");
    json.begin_array();
    for (const auto& error : errors) {
      json.begin_object();
      json.member("field", error.field);
      json.member("code", error.code);
      json.member("detail", error.detail);
      json.end_object();
    }
    json.end_array();
  }
  json.end_object();
  return response_with(Status::unprocessable_content, json);
}

void write_differing_fields(JsonWriter& json, std::span<const std::string_view> fields) {
  if (fields.empty()) return;
  json.name("differing_fields");
  json.begin_array();
  for (const auto field : fields) json.value(field);
  json.end_array();
}

}  // namespace ledger::api
