#include "api/rest/command_call.hpp"
#include "api/rest/handlers.hpp"

namespace ledger::api {

Task<Response> freeze_user(Request& request, AppContext& services) {
  co_return co_await answer_with_transaction(request, services, bodiless_account_command<FreezeAccount>(request));
}

}  // namespace ledger::api
