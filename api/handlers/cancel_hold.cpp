#include "api/handlers/handlers.hpp"
#include "api/handlers/hold_call.hpp"

namespace ledger::api {

Task<Response> cancel_hold(Request& request, Services& services) {
  auto command = close_hold_command<CancelHold>(request, [](FieldReader& /*fields*/, CancelHold& /*cancel*/) {});
  co_return co_await answer_with_hold(request, services, std::move(command));
}

}  // namespace ledger::api
