#include "api/rest/command_call.hpp"
#include "api/rest/handlers.hpp"

namespace ledger::api {

Task<Response> record_transaction(Request& request, AppContext& services) {
  co_return co_await answer_with_transaction(request, services, command_in_body(request, read_transaction));
}

}  // namespace ledger::api
