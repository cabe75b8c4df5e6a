#include "api/handlers/command_call.hpp"
#include "api/handlers/handlers.hpp"

namespace ledger::api {

Task<Response> record_transaction(Request& request, Services& services) {
  co_return co_await answer_with_transaction(request, services, command_in_body(request, read_transaction));
}

}  // namespace ledger::api
