#include "api/rest/handlers.hpp"

namespace ledger::api {

// Says only that the process runs and its event loops turn: a restart would not bring a database back.
Task<Response> get_livez(Request& /*request*/, AppContext& /*services*/) {
  co_return Response{.status = Status::ok, .body = R"({"status":"ok"})", .fields = {}};
}

}  // namespace ledger::api
