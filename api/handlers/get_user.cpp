#include "api/handlers/answers.hpp"
#include "api/handlers/handlers.hpp"
#include "api/handlers/user_reading.hpp"

namespace ledger::api {

Task<Response> get_user(Request& request, Services& services) {
  auto read = co_await read_user(request, services, WithCreation::yes);
  if (auto* response = std::get_if<Response>(&read)) co_return std::move(*response);
  const auto& reading = std::get<UserReading>(read);
  JsonWriter json;
  json.begin_object();
  json.member("id", reading.balance.account.value);
  write_text(json, "name", reading.holder ? std::optional(reading.holder->name) : std::nullopt);
  write_text(json, "external_id", reading.holder ? reading.holder->external_id : std::nullopt);
  write_dated_state(json, reading);
  json.member("created_at", format_moment(*reading.created));
  json.end_object();
  co_return Response{.status = Status::ok, .body = json.take(), .fields = {}};
}

}  // namespace ledger::api
