// GET /v1/operations: how this server and the journals' followers are doing.
#include "api/services/reads/operations.hpp"

#include <algorithm>

#include "api/json/json_writer.hpp"
#include "api/rest/handlers.hpp"
#include "api/services/context/app_context.hpp"

namespace ledger::api {
namespace {

void write_durations(JsonWriter& json, std::string_view key, const Durations& durations) {
  json.name(key);
  json.begin_object();
  json.member("count", durations.count);
  json.member("us_total", durations.us_total);
  json.name("buckets");
  json.begin_array();
  for (const auto& bucket : durations.buckets) {
    json.begin_object();
    if (bucket.us_max) {
      json.member("us_max", *bucket.us_max);
    } else {
      json.null_member("us_max");
    }
    json.member("count", bucket.count);
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

void write_server(JsonWriter& json, const ServerFigures& figures) {
  json.name("server");
  json.begin_object();
  json.member("version", figures.version);
  write_durations(json, "requests", figures.requests);
  json.member("answers_2xx", figures.answers[2]);
  json.member("answers_4xx", figures.answers[4]);
  json.member("answers_5xx", figures.answers[5]);
  json.member("connections", figures.connections);
  json.member("streams", figures.streams);
  write_durations(json, "batches", figures.batches);
  json.member("commands_applied", figures.commands_applied);
  json.member("commands_replayed", figures.commands_replayed);
  json.member("commands_rejected", figures.commands_rejected);
  json.member("commands_queued", figures.commands_queued);
  json.end_object();
}

void write_follower(JsonWriter& json, std::string_view key, const FollowerProgress& follower, Position end) {
  json.name(key);
  json.begin_object();
  if (follower.position) {
    json.member("position", follower.position->value);
  } else {
    json.null_member("position");
  }
  // The relay's note is ahead of a journal that was restored.
  const auto reached = follower.position ? follower.position->value : 0;
  json.member("events_behind", std::max<std::int64_t>(0, end.value - reached));
  json.member("us_behind", follower.age_us);
  if (follower.holder.empty()) {
    json.null_member("active");
  } else {
    json.member("active", follower.holder);
  }
  json.end_object();
}

void write_journals(JsonWriter& json, const std::vector<JournalProgress>& journals) {
  json.name("journals");
  json.begin_array();
  for (std::size_t number = 0; number < journals.size(); ++number) {
    const auto& journal = journals[number];
    json.begin_object();
    json.member("journal", static_cast<std::int64_t>(number));
    json.member("position", journal.end.value);
    write_follower(json, "projector", journal.projector, journal.end);
    write_follower(json, "relay", journal.relay, journal.end);
    json.end_object();
  }
  json.end_array();
}

void write_verification(JsonWriter& json, const std::optional<VerificationNote>& note) {
  if (!note) {
    json.null_member("last_verification");
    return;
  }
  json.name("last_verification");
  json.begin_object();
  json.member("finished_at", format_moment(note->finished));
  json.member("events", note->events);
  json.raw_member("whole", note->whole ? "true" : "false");
  json.raw_member("sound", note->sound ? "true" : "false");
  json.end_object();
}

}  // namespace

Task<Response> get_operations(Request& request, AppContext& services) {
  const auto figures = co_await read_ledger_figures(services, request.principal->id);
  JsonWriter json;
  json.begin_object();
  write_server(json, server_figures(services.metrics));
  write_journals(json, figures.journals);
  write_verification(json, figures.verified);
  json.end_object();
  co_return Response{.status = Status::ok, .body = json.take(), .fields = {}};
}

}  // namespace ledger::api
