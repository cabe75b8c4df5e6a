#include "api/rest/handlers.hpp"
#include "api/services/database_check.hpp"

namespace ledger::api {

Task<Response> get_health(Request& /*request*/, AppContext& services) {
  co_await check_database(services);
  co_return Response{.status = Status::ok, .body = R"({"status":"ok"})", .fields = {}};
}

}  // namespace ledger::api
