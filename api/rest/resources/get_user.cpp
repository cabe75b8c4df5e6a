#include "api/rest/handlers.hpp"
#include "api/rest/resources/user_view.hpp"

namespace ledger::api {

Task<Response> get_user(Request& request, AppContext& services) {
  return answer_user(request, services, WithCreation::yes);
}

}  // namespace ledger::api
