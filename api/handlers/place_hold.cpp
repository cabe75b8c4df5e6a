#include "api/handlers/handlers.hpp"
#include "api/handlers/hold_call.hpp"

namespace ledger::api {

Task<Response> place_hold(Request& request, Services& services) {
  co_return co_await answer_with_hold(request, services, command_in_body(request, read_hold));
}

}  // namespace ledger::api
