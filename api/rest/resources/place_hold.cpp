#include "api/rest/handlers.hpp"
#include "api/rest/resources/hold_call.hpp"

namespace ledger::api {

Task<Response> place_hold(Request& request, AppContext& services) {
  co_return co_await answer_with_hold(request, services, command_in_body(request, read_hold));
}

}  // namespace ledger::api
