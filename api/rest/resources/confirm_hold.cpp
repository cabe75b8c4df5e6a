#include "api/rest/handlers.hpp"
#include "api/rest/resources/hold_call.hpp"

namespace ledger::api {

Task<Response> confirm_hold(Request& request, AppContext& services) {
  auto command = close_hold_command<ConfirmHold>(
      request, [](FieldReader& fields, ConfirmHold& confirm) { confirm.amount = fields.decimal("amount"); });
  co_return co_await answer_with_hold(request, services, std::move(command));
}

}  // namespace ledger::api
