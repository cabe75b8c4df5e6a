#include "api/rest/handlers.hpp"
#include "api/rest/resources/user_view.hpp"

namespace ledger::api {

Task<Response> get_balance(Request& request, AppContext& services) {
  return answer_user(request, services, WithCreation::no);
}

}  // namespace ledger::api
