// POST /v1/login: a token for login and password.
#include "api/auth/password.hpp"
#include "api/http/message/client_address.hpp"
#include "api/json/field_reader.hpp"
#include "api/json/json_writer.hpp"
#include "api/rest/handlers.hpp"
#include "api/rest/parameters/body_object.hpp"
#include "api/rest/problems.hpp"
#include "api/services/context/app_context.hpp"
#include "api/services/context/password_pool.hpp"
#include "api/services/reads/logins.hpp"

namespace ledger::api {
namespace {

/// The body of a login.
struct Credentials {
  std::string login;
  std::string password;
};

Result<Credentials> credentials_of(const Request& request) {
  auto object = body_object(request);
  if (!object) return object.take_refusal();
  FieldReader fields(*object);
  auto login = fields.require("login").text("login", login_bytes_max);
  auto password = fields.require("password").text("password", password_bytes_max);
  const auto errors = fields.errors();
  if (!errors.empty()) return problem_response(errors);
  return Credentials{.login = normalized_login(std::move(*login)), .password = std::move(*password)};
}

/// The same for an unknown login and a wrong password.
Response login_failed() {
  auto response = problem_response(Problem{Status::unauthorized, "login_failed", "login or password are wrong"});
  response.fields.push_back({"WWW-Authenticate", R"(Bearer realm="ledger")"});
  return response;
}

Response welcome(AccountId account, const AuthService& auth) {
  const Principal principal{.id = std::string(login_subject_prefix) + std::to_string(account.value),
                            .roles = {Role::user},
                            .accounts = {account}};
  const auto issued = auth.issuer().value().issue(principal, std::chrono::system_clock::now(), auth.token_lifetime());
  JsonWriter json;
  json.begin_object();
  json.member("token", issued.token);
  json.member("token_type", "Bearer");
  json.member("expires_at", format_moment(Moment(std::chrono::time_point_cast<Moment::duration>(issued.expires))));
  json.member("user_id", account.value);
  json.end_object();
  return {.status = Status::ok, .body = json.take(), .fields = {}};
}

}  // namespace

Task<Response> login(Request& request, AppContext& services) {
  if (!services.auth.issuer()) co_return login_not_offered_response();
  auto read = credentials_of(request);
  if (!read) co_return read.take_refusal();
  auto credentials = std::move(*read);
  const auto network = services.proxies.client_network(request.peer, request.headers);
  auto& guard = services.auth.login_guard();
  const auto attempt = LoginGuard::attempt_on(credentials.login, network);
  if (const auto wait = guard.wait(attempt, LoginGuard::Clock::now())) co_return too_many_attempts_response(*wait);

  const auto stored = co_await look_up_login_evenly(services, std::move(credentials.login));
  std::string hash = stored ? stored->password_hash : std::string();
  const auto verdict =
      co_await services.passwords.verify_login(std::move(credentials.password), std::move(hash), guard, attempt);
  if (!verdict) co_return passwords_busy_response();
  if (verdict->wait) co_return too_many_attempts_response(*verdict->wait);
  if (!stored || !verdict->matches) co_return login_failed();
  co_return welcome(stored->account, services.auth);
}

}  // namespace ledger::api
