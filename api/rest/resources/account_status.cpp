// The commands on an account itself: freeze, unfreeze, close, change the limit, and erase the identity.
#include "api/http/message/problem.hpp"
#include "api/json/field_reader.hpp"
#include "api/rest/command_call.hpp"
#include "api/rest/handlers.hpp"
#include "api/rest/parameters/balance_limit.hpp"
#include "api/rest/parameters/body_object.hpp"
#include "api/rest/problems.hpp"

namespace ledger::api {
namespace {

Result<Command> limit_command(const Request& request) {
  auto command = account_command<ChangeLimit>(request);
  if (!command) return command;
  auto object = body_object(request);
  if (!object) return object.take_refusal();
  FieldReader fields(*object);
  const auto limit = balance_limit_name(fields);
  std::get<ChangeLimit>(*command).limit = fields.require_or_null(limit).decimal(limit);
  const auto errors = fields.errors();
  if (!errors.empty()) return problem_response(errors);
  return command;
}

}  // namespace

Task<Response> erase_identity(Request& request, AppContext& services) {
  co_return co_await answer_with_transaction(request, services, bodiless_account_command<EraseIdentity>(request));
}

Task<Response> change_limit(Request& request, AppContext& services) {
  co_return co_await answer_with_transaction(request, services, limit_command(request));
}

Task<Response> freeze_user(Request& request, AppContext& services) {
  co_return co_await answer_with_transaction(request, services, bodiless_account_command<FreezeAccount>(request));
}

Task<Response> unfreeze_user(Request& request, AppContext& services) {
  co_return co_await answer_with_transaction(request, services, bodiless_account_command<UnfreezeAccount>(request));
}

Task<Response> close_user(Request& request, AppContext& services) {
  co_return co_await answer_with_transaction(request, services, bodiless_account_command<CloseAccount>(request));
}

}  // namespace ledger::api
