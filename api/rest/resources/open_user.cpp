// POST /v1/users.
#include "api/json/field_reader.hpp"
#include "api/rest/answers.hpp"
#include "api/rest/handlers.hpp"
#include "api/rest/parameters/balance_limit.hpp"
#include "api/rest/parameters/body_object.hpp"
#include "api/rest/parameters/idempotency_key.hpp"
#include "api/rest/parameters/new_password.hpp"
#include "api/rest/problems.hpp"
#include "api/services/carry_out.hpp"
#include "api/services/context/app_context.hpp"
#include "api/services/context/password_pool.hpp"
#include "api/services/reads/logins.hpp"
#include "ledger/crypto/random_uid.hpp"
#include "ledger/directory/seal.hpp"

namespace ledger::api {
namespace {

/// The account that the body asks for, with a password that has still to be hashed if there is a login.
struct Opening {
  OpenAccount command;
  std::string password;
};

/// A login with its password: both or neither.
std::optional<Login> login_of(FieldReader& fields, std::string& password) {
  auto login = fields.text("login", login_bytes_max);
  auto given = new_password(fields, "password");
  if (login && !given) fields.require("password");
  if (given && !login) fields.require("login");
  if (!login || !given) return std::nullopt;
  password = std::move(*given);
  return Login{.name = normalized_login(std::move(*login)), .password_hash = {}};
}

/// Returns the account that the body asks for, or the response that says what is wrong with it.
Result<Opening> opening_of(const Request& request, const AppContext& services) {
  auto object = body_object(request);
  if (!object) return object.take_refusal();
  FieldReader fields(*object);
  auto name = fields.require("name").text("name", name_bytes_max);
  const auto currency = fields.currency("currency");
  auto external_id = fields.text("external_id", external_id_bytes_max);
  const auto limit = fields.decimal(balance_limit_name(fields));
  Opening opening;
  auto login = login_of(fields, opening.password);
  const auto key = idempotency_key(request);
  auto errors = fields.errors();
  if (!key) errors.push_back(key.refusal());
  if (!errors.empty()) return problem_response(errors);

  auto& command = opening.command;
  command.uid = key->value_or(Uid{});
  if (command.uid.is_nil()) command.uid = random_uid();
  command.actor = request.actor;
  command.currency = currency;
  command.default_currency = services.default_currency;
  command.limit = limit;
  command.identity = seal_identity(std::move(*name), std::move(external_id));
  command.identity.login = std::move(login);
  return opening;
}

Response opened(const Request& request, const Applied& applied, const EpochBook& epochs) {
  const Event& event = applied.recorded.legs.front();
  const auto& identity = applied.recorded.identity;
  JsonWriter json;
  json.begin_object();
  json.member("id", event.account.value);
  write_text(json, "name", identity ? std::optional(identity->name) : std::nullopt);
  write_text(json, "external_id", identity ? identity->external_id : std::nullopt);
  write_state(json, state_of(event), epochs);
  json.member("created_at", format_moment(event.recorded));
  json.end_object();
  Response response{.status = Status::created, .body = json.take(), .fields = {}};
  response.fields.push_back({"Location", std::string(request.path) + "/" + std::to_string(event.account.value)});
  add_write_fields(response, applied, epochs);
  return response;
}

/// Returns true if the account's password is the one that opens it; an erased login has none, so any matches. Attempts
/// with a wrong one are bounded for each caller, who could otherwise guess it here.
Task<Result<bool>> is_password_of(const Applied& applied, std::string password, const Request& request,
                                  AppContext& services) {
  const auto& identity = applied.recorded.identity;
  if (!identity || !identity->login) co_return true;
  auto stored = co_await look_up_login(services, identity->login->name);
  if (!stored || stored->account != applied.recorded.legs.front().account) co_return true;
  const auto attempt = LoginGuard::attempt_on(identity->login->name, "caller " + std::string(request.actor));
  const auto verdict = co_await services.passwords.verify_login(std::move(password), std::move(stored->password_hash),
                                                                services.auth.login_guard(), attempt);
  if (!verdict) co_return passwords_busy_response();
  if (verdict->wait) co_return too_many_attempts_response(*verdict->wait);
  co_return verdict->matches;
}

/// A repetition opens nothing, and what is kept of the password is the first one's hash, which only a look at the
/// password itself can be compared with.
Task<std::optional<Response>> refused_replay(const Applied& applied, std::string password, const Request& request,
                                             AppContext& services) {
  auto compared = co_await is_password_of(applied, std::move(password), request, services);
  if (!compared) co_return compared.take_refusal();
  if (*compared) co_return std::nullopt;
  const Outcome outcome =
      Rejection{.code = RejectionCode::uid_reused,
                .field = "uid",
                .detail = "this uid opened an account with another password",
                .difference = Difference{.fields = {"password"}, .account = applied.recorded.legs.front().account}};
  co_return refusal_response(outcome, *request.principal);
}

}  // namespace

Task<Response> open_user(Request& request, AppContext& services) {
  auto read = opening_of(request, services);
  if (!read) co_return read.take_refusal();
  auto& [command, password] = *read;
  if (command.identity.login) {
    auto hash = co_await services.passwords.hash(password, request.principal->id);
    if (!hash) co_return passwords_busy_response();
    command.identity.login->password_hash = std::move(*hash);
  }
  const auto done = co_await carry_out(services, *request.principal, std::move(command), request.trace);
  if (!done) co_return refusal_response(done.refusal(), *request.principal);
  if (done->replayed && !password.empty()) {
    auto refusal = co_await refused_replay(*done, std::move(password), request, services);
    if (refusal) co_return std::move(*refusal);
  }
  co_return opened(request, *done, services.epochs);
}

}  // namespace ledger::api
