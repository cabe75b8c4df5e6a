// POST /v1/login/password: a new password for a login, for its holder who knows the current one.
#include "api/auth/password.hpp"
#include "api/http/message/client_address.hpp"
#include "api/json/field_reader.hpp"
#include "api/rest/handlers.hpp"
#include "api/rest/parameters/body_object.hpp"
#include "api/rest/parameters/new_password.hpp"
#include "api/rest/problems.hpp"
#include "api/services/context/app_context.hpp"
#include "api/services/context/password_pool.hpp"
#include "api/services/reads/logins.hpp"
#include "ledger/directory/password_change.hpp"

namespace ledger::api {
namespace {

/// The body of a change.
struct PasswordChange {
  std::string login;
  std::string current_password;
  std::string new_password;
};

Result<PasswordChange> change_of(const Request& request) {
  auto object = body_object(request);
  if (!object) return object.take_refusal();
  FieldReader fields(*object);
  auto login = fields.require("login").text("login", login_bytes_max);
  auto current = fields.require("current_password").text("current_password", password_bytes_max);
  fields.require("new_password");
  auto wanted = new_password(fields, "new_password");
  const auto errors = fields.errors();
  if (!errors.empty()) return problem_response(errors);
  return PasswordChange{.login = normalized_login(std::move(*login)),
                        .current_password = std::move(*current),
                        .new_password = std::move(*wanted)};
}

/// The same for a wrong password and for a login that does not exist, is another's, or has had its password changed
/// meanwhile. No 401, by which a client would take its token for expired.
Response password_wrong() {
  return problem_response(
      Problem{Status::forbidden, "password_wrong", "the current password is wrong", "current_password"});
}

/// Stores the hash of the new password. Throws ReadsUnavailable.
Task<bool> store_hash(AppContext& services, AccountId account, std::string current_hash, std::string new_hash) {
  auto change = [account, current_hash = std::move(current_hash),
                 new_hash = std::move(new_hash)](pqxx::transaction_base& transaction) {
    return change_password(transaction, account, current_hash, new_hash);
  };
  co_return co_await services.reads.run(std::move(change));
}

}  // namespace

Task<Response> change_login_password(Request& request, AppContext& services) {
  if (!services.auth.issuer()) co_return login_not_offered_response();
  auto read = change_of(request);
  if (!read) co_return read.take_refusal();
  auto change = std::move(*read);
  auto& guard = services.auth.login_guard();
  const auto network = services.proxies.client_network(request.peer, request.headers);
  const auto attempt = LoginGuard::attempt_on(change.login, network);
  if (const auto wait = guard.wait(attempt, LoginGuard::Clock::now())) co_return too_many_attempts_response(*wait);

  auto found = co_await look_up_login_evenly(services, std::move(change.login));
  if (found && !request.principal->owns(found->account)) found.reset();
  std::string hash = found ? found->password_hash : std::string();
  const auto verdict =
      co_await services.passwords.verify_login(std::move(change.current_password), hash, guard, attempt);
  if (!verdict) co_return passwords_busy_response();
  if (verdict->wait) co_return too_many_attempts_response(*verdict->wait);
  if (!found || !verdict->matches) co_return password_wrong();
  auto new_hash = co_await services.passwords.hash(std::move(change.new_password), request.principal->id);
  if (!new_hash) co_return passwords_busy_response();
  const bool is_stored = co_await store_hash(services, found->account, std::move(hash), std::move(*new_hash));
  if (!is_stored) co_return password_wrong();
  co_return Response{.status = Status::no_content, .body = {}, .fields = {}};
}

}  // namespace ledger::api
