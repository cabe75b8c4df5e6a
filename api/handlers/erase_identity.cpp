#include "api/handlers/command_call.hpp"
#include "api/handlers/handlers.hpp"
#include "api/services/forget_comments.hpp"

namespace ledger::api {

Task<Response> erase_identity(Request& request, Services& services) {
  auto command = account_command<EraseIdentity>(request);
  if (auto* response = std::get_if<Response>(&command)) co_return std::move(*response);
  auto done = co_await carry_out(request, services, std::move(std::get<Command>(command)));
  if (auto* response = std::get_if<Response>(&done)) co_return std::move(*response);
  const auto& applied = std::get<Applied>(done);
  co_await forget_comments(services, applied.recorded.legs.front());
  co_return transaction_response(applied);
}

}  // namespace ledger::api
