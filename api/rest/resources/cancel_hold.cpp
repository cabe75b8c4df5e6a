#include "api/rest/handlers.hpp"
#include "api/rest/resources/hold_call.hpp"

namespace ledger::api {

Task<Response> cancel_hold(Request& request, AppContext& services) {
  auto command = close_hold_command<CancelHold>(request, [](FieldReader& /*fields*/, CancelHold& /*cancel*/) {});
  co_return co_await answer_with_hold(request, services, std::move(command));
}

}  // namespace ledger::api
