#include "api/handlers/command_call.hpp"
#include "api/handlers/handlers.hpp"

namespace ledger::api {

Task<Response> close_user(Request& request, Services& services) {
  co_return co_await answer_with_transaction(request, services, bodiless_account_command<CloseAccount>(request));
}

}  // namespace ledger::api
