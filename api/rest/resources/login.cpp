#include "api/auth/password.hpp"
#include "api/http/message/client_address.hpp"
#include "api/json/field_reader.hpp"
#include "api/json/json_writer.hpp"
#include "api/rest/handlers.hpp"
#include "api/rest/problems.hpp"
#include "api/services/app_context.hpp"
#include "api/services/known_identity.hpp"
#include "api/services/password_pool.hpp"
#include "ledger/queries/login_query.hpp"

namespace ledger::api {
namespace {

/// What somebody says who wants to log in.
struct Credentials {
  std::string login;
  std::string password;
};

std::variant<Credentials, Response> credentials_of(const Request& request) {
  const auto parsed = JsonObject::parse(request.body);
  if (const auto* error = std::get_if<JsonError>(&parsed)) return malformed_body_response(*error);
  FieldReader fields(std::get<JsonObject>(parsed));
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

/// What is stored of the login, at the same cost whether there is one. Throws ReadsUnavailable `identities_lost` if
/// there is none but identities are missing after a restore, as this one may be among them.
std::optional<StoredLogin> find_evenly(pqxx::transaction_base& transaction, const std::string& login) {
  // Asked first, so that one that is brought back meanwhile is found.
  const bool are_missing = identities_are_missing(transaction);
  auto found = find_login(transaction, login);
  if (!found && are_missing) throw identities_lost();
  return found;
}

Response welcome(AccountId account, const AuthService& auth) {
  const Principal principal{.id = std::string(login_subject_prefix) + std::to_string(account.value),
                            .roles = {Role::user},
                            .accounts = {account}};
  const auto issued = auth.issuer()->issue(principal, std::chrono::system_clock::now(), auth.token_lifetime());
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
  if (services.auth.issuer() == nullptr) {
    co_return problem_response(Problem{Status::not_found, "login_not_offered", "this server issues no tokens"});
  }
  auto read = credentials_of(request);
  if (auto* response = std::get_if<Response>(&read)) co_return std::move(*response);
  auto credentials = std::move(std::get<Credentials>(read));
  const auto network = services.proxies.client_network(request.peer, request.headers);
  auto& guard = services.auth.login_guard();
  const auto attempt = LoginGuard::attempt_on(credentials.login, network);
  if (const auto wait = guard.wait(attempt, LoginGuard::Clock::now())) co_return too_many_attempts_response(*wait);

  auto find = [login = std::move(credentials.login)](pqxx::transaction_base& transaction) {
    return find_evenly(transaction, login);
  };
  const auto stored = co_await services.reads.run(std::move(find));
  std::string hash = stored ? stored->password_hash : std::string();
  const auto verdict =
      co_await services.passwords.verify_login(std::move(credentials.password), std::move(hash), guard, attempt);
  if (!verdict) co_return passwords_busy_response();
  if (verdict->wait) co_return too_many_attempts_response(*verdict->wait);
  if (!stored || !verdict->matches) co_return login_failed();
  co_return welcome(stored->account, services.auth);
}

}  // namespace ledger::api
