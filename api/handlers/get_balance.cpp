#include "api/handlers/handlers.hpp"
#include "api/handlers/user_reading.hpp"

namespace ledger::api {

Task<Response> get_balance(Request& request, Services& services) {
  return answer_user(request, services, WithCreation::no);
}

}  // namespace ledger::api
