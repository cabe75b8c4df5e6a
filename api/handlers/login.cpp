#include "api/auth/password.hpp"
#include "api/handlers/handlers.hpp"
#include "api/http/problem.hpp"
#include "api/json/field_reader.hpp"
#include "api/json/json_writer.hpp"
#include "api/services/known_identity.hpp"
#include "api/services/password_pool.hpp"
#include "api/services/services.hpp"
#include "ledger/directory/login_query.hpp"

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

Response too_many_attempts(std::chrono::seconds wait) {
  return problem_response(Problem{.status = Status::too_many_requests,
                                  .code = "too_many_attempts",
                                  .detail = "too many attempts have failed; wait before the next",
                                  .retry_after = wait});
}

/// The same for an unknown login and a wrong password.
Response login_failed() {
  auto response = problem_response(Problem{Status::unauthorized, "login_failed", "login or password are wrong"});
  response.fields.push_back({"WWW-Authenticate", R"(Bearer realm="ledger")"});
  return response;
}

/// An attempt, counted before the password is looked at, so that attempts at once are bounded like others. One that
/// comes to neither success nor failure, because the ledger could not look, is taken back.
class Attempt {
 public:
  Attempt(AuthService& auth, std::string login, std::string address)
      : auth_(auth), login_(std::move(login)), address_(std::move(address)) {}

  ~Attempt() {
    if (!open_) return;
    auth_.login_attempts().forgive_one(login_);
    auth_.address_attempts().forgive_one(address_);
  }
  Attempt(const Attempt&) = delete;
  Attempt& operator=(const Attempt&) = delete;

  /// How long to wait, if there have been too many.
  std::optional<std::chrono::seconds> begin() {
    const auto now = AttemptLimit::Clock::now();
    if (const auto wait = auth_.address_attempts().attempt(address_, now)) return wait;
    const auto wait = auth_.login_attempts().attempt(login_, now);
    if (wait) auth_.address_attempts().forgive_one(address_);
    open_ = !wait;
    return wait;
  }
  void failed() { open_ = false; }
  void succeeded() {
    open_ = false;
    auth_.login_attempts().forgive(login_);
    auth_.address_attempts().forgive_one(address_);
  }

 private:
  bool open_ = false;
  AuthService& auth_;
  const std::string login_;
  const std::string address_;
};

Response welcome(AccountId account, const AuthService& auth) {
  const Principal principal{
      .id = "account:" + std::to_string(account.value), .roles = {Role::user}, .accounts = {account}};
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

Task<Response> login(Request& request, Services& services) {
  if (services.auth.issuer() == nullptr) {
    co_return problem_response(Problem{Status::not_found, "login_not_offered", "this server issues no tokens"});
  }
  auto read = credentials_of(request);
  if (auto* response = std::get_if<Response>(&read)) co_return std::move(*response);
  auto credentials = std::move(std::get<Credentials>(read));
  Attempt attempt(services.auth, credentials.login, std::string(request.client_network));
  if (const auto wait = attempt.begin()) co_return too_many_attempts(*wait);

  auto find = [login = std::move(credentials.login)](pqxx::transaction_base& transaction) {
    return find_known(transaction, [&](pqxx::transaction_base& session) { return find_login(session, login); });
  };
  const auto stored = co_await services.reads.run(std::move(find));
  // Without a hash the pool takes as long as with one.
  std::string hash = stored ? stored->password_hash : std::string();
  const auto matches = co_await services.passwords.verify(std::move(credentials.password), std::move(hash));
  if (!matches) co_return passwords_busy_response();
  if (!stored || !*matches) {
    attempt.failed();
    co_return login_failed();
  }
  attempt.succeeded();
  co_return welcome(stored->account, services.auth);
}

}  // namespace ledger::api
