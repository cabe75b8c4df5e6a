#include "api/rest/resources/bulk_results.hpp"

#include "api/rest/problems.hpp"
#include "api/services/bulk.hpp"

namespace ledger::api {
namespace {

/// Writes the members that every result begins with.
void begin_result(JsonWriter& json, Status status, std::string_view code, const std::optional<Uid>& uid) {
  json.begin_object();
  json.member("status", static_cast<std::int64_t>(status));
  json.member("code", code);
  if (uid) {
    json.member("uid", to_string(*uid));
  } else {
    json.null_member("uid");
  }
}

void write_applied(JsonWriter& json, const Applied& applied, const EpochBook& epochs) {
  const auto result = bulk_applied(applied, epochs);
  begin_result(json, Status::ok, result.code, applied.recorded.legs.front().uid);
  json.member("position", to_string(result.position));
  json.member("balance", result.balance);
  json.member("available", result.available);
  json.end_object();
}

}  // namespace

void write_bulk_result(JsonWriter& json, const std::optional<Uid>& uid, const Outcome& outcome, const EpochBook& epochs,
                       const Principal& reader) {
  if (const auto* applied = std::get_if<Applied>(&outcome)) return write_applied(json, *applied, epochs);
  write_bulk_result(json, uid, problem_of(outcome, reader));
}

void write_bulk_result(JsonWriter& json, const std::optional<Uid>& uid, const Problem& problem) {
  begin_result(json, problem.status, problem.code, uid);
  json.member("detail", problem.detail);
  if (!problem.field.empty()) json.member("field", problem.field);
  write_differing_fields(json, problem.differing_fields);
  json.end_object();
}

}  // namespace ledger::api
