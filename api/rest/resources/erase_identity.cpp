#include "api/auth/command_permission.hpp"
#include "api/rest/command_call.hpp"
#include "api/rest/handlers.hpp"
#include "api/rest/problems.hpp"
#include "api/services/forget_holder.hpp"

namespace ledger::api {

Task<Response> erase_identity(Request& request, AppContext& services) {
  auto command = bodiless_account_command<EraseIdentity>(request);
  if (auto* response = std::get_if<Response>(&command)) co_return std::move(*response);
  auto& asked = std::get<Command>(command);
  const auto permission = command_permission(*request.principal, asked, services.auth.policy());
  if (permission != Permission::granted) co_return refusal_response(permission);
  const Outcome outcome = co_await forget_holder(services, std::move(std::get<EraseIdentity>(asked)));
  if (const auto* applied = std::get_if<Applied>(&outcome)) co_return transaction_response(*applied, services.epochs);
  co_return refusal_response(outcome, *request.principal);
}

}  // namespace ledger::api
