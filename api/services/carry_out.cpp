#include "api/services/carry_out.hpp"

#include "api/auth/principals/command_permission.hpp"
#include "api/services/forget_holder.hpp"
#include "api/services/submit.hpp"

namespace ledger::api {

Task<Result<Applied, CommandRefusal>> carry_out(AppContext& services, const Principal& caller, Command command,
                                                std::optional<TraceParent> trace) {
  const auto permission = command_permission(caller, command, services.auth.policy());
  if (permission != Permission::granted) co_return CommandRefusal{permission};
  Outcome outcome;
  if (auto* erasure = std::get_if<EraseIdentity>(&command)) {
    outcome = co_await forget_holder(services, std::move(*erasure), trace);
  } else {
    outcome = co_await submit(services.writer, std::move(command), trace);
  }
  if (auto* applied = std::get_if<Applied>(&outcome)) co_return std::move(*applied);
  co_return CommandRefusal{std::move(outcome)};
}

}  // namespace ledger::api
