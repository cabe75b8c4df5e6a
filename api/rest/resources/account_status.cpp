// The routes that change an account's status: freeze, unfreeze, close, set the limit, and erase the holder's identity.
#include "api/auth/command_permission.hpp"
#include "api/http/message/problem.hpp"
#include "api/json/field_reader.hpp"
#include "api/rest/body_object.hpp"
#include "api/rest/command_call.hpp"
#include "api/rest/handlers.hpp"
#include "api/rest/problems.hpp"
#include "api/services/forget_holder.hpp"

namespace ledger::api {
namespace {

Result<Command> limit_command(const Request& request) {
  auto command = account_command<ChangeLimit>(request);
  if (!command) return command;
  auto object = body_object(request);
  if (!object) return object.take_refusal();
  FieldReader fields(*object);
  std::get<ChangeLimit>(*command).limit = fields.require_or_null("limit").decimal("limit");
  const auto errors = fields.errors();
  if (!errors.empty()) return problem_response(errors);
  return command;
}

}  // namespace

Task<Response> erase_identity(Request& request, AppContext& services) {
  auto command = bodiless_account_command<EraseIdentity>(request);
  if (!command) co_return command.take_refusal();
  const auto permission = command_permission(*request.principal, *command, services.auth.policy());
  if (permission != Permission::granted) co_return refusal_response(permission);
  const Outcome outcome = co_await forget_holder(services, std::move(std::get<EraseIdentity>(*command)));
  if (const auto* applied = std::get_if<Applied>(&outcome)) co_return transaction_response(*applied, services.epochs);
  co_return refusal_response(outcome, *request.principal);
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
