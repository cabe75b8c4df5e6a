#include "api/handlers/database_check.hpp"
#include "api/handlers/handlers.hpp"

namespace ledger::api {

Task<Response> get_health(Request& /*request*/, Services& services) {
  co_await check_database(services);
  co_return Response{.status = Status::ok, .body = R"({"status":"ok"})", .fields = {}};
}

}  // namespace ledger::api
