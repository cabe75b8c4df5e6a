// Answers probes: is the program alive, and is it ready for requests?
#include <algorithm>

#include "api/json/json_writer.hpp"
#include "api/rest/handlers.hpp"
#include "api/rest/parameters/read_parameters.hpp"
#include "api/rest/problems.hpp"
#include "api/services/database_check.hpp"
#include "api/services/readiness.hpp"

namespace ledger::api {
namespace {

/// A JSON array.
std::string causes_text(std::span<const Obstacle> obstacles) {
  JsonWriter json;
  json.begin_array();
  for (const auto& obstacle : obstacles) {
    json.begin_object();
    json.member("code", obstacle.code);
    json.member("stops", name_of(obstacle.stops));
    json.member("detail", obstacle.detail);
    json.end_object();
  }
  json.end_array();
  return json.take();
}

Response ready_response(std::span<const Obstacle> obstacles) {
  JsonWriter json;
  json.begin_object();
  json.member("status", "ok");
  if (!obstacles.empty()) json.raw_member("causes", causes_text(obstacles));
  json.end_object();
  return {.status = Status::ok, .body = json.take(), .fields = {}};
}

/// Code and detail are those of the cause that stops most.
Response not_ready(std::span<const Obstacle> obstacles) {
  const auto& worst = *std::max_element(obstacles.begin(), obstacles.end(),
                                        [](const auto& one, const auto& other) { return one.stops < other.stops; });
  return not_ready_response(worst.code, worst.detail, causes_text(obstacles));
}

}  // namespace

Task<Response> get_readyz(Request& request, AppContext& services) {
  auto query = query_of(request, {"for"});
  if (!query) co_return query.take_refusal();
  const auto asked = query->find("for").value_or("reads");
  if (asked != "reads" && asked != "writes") co_return wrong_parameter("for", "for_unknown", "reads or writes");
  const auto obstacles = co_await current_obstacles(services);
  const bool ready = asked == "writes" ? allow_writes(obstacles) : allow_reads(obstacles);
  co_return ready ? ready_response(obstacles) : not_ready(obstacles);
}

// Says only that the process runs and its event loops turn: a restart would not bring a database back.
Task<Response> get_livez(Request& /*request*/, AppContext& /*services*/) {
  co_return Response{.status = Status::ok, .body = R"({"status":"ok"})", .fields = {}};
}

Task<Response> get_health(Request& /*request*/, AppContext& services) {
  co_await check_database(services);
  co_return Response{.status = Status::ok, .body = R"({"status":"ok"})", .fields = {}};
}

}  // namespace ledger::api
