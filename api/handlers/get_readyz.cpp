#include "api/handlers/handlers.hpp"
#include "api/http/problem.hpp"
#include "api/services/database_check.hpp"

namespace ledger::api {

Task<Response> get_readyz(Request& /*request*/, Services& services) {
  if (services.stopping) co_return problem_response(Unavailable{Unavailable::Reason::stopping});
  if (!services.writer.is_ready()) {
    co_return problem_response(
        Problem{Status::service_unavailable, "database_away", "the writer has not reached its database"});
  }
  co_await check_database(services);
  co_return Response{.status = Status::ok, .body = R"({"status":"ok"})", .fields = {}};
}

}  // namespace ledger::api
