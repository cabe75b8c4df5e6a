// Reading an account at two times: what GET /v1/user/{id} and …/balance have in common.
#pragma once

#include "api/coroutines/task.hpp"
#include "api/http/message/request.hpp"
#include "api/http/message/response.hpp"
#include "api/services/account_view.hpp"
#include "api/services/app_context.hpp"

namespace ledger::api {

/// The account that the request asks for, at its two times; or 404, 422, 503. With its creation the answer also has
/// what else is known about it: its external id and when it was opened.
Task<Response> answer_user(const Request& request, AppContext& services, WithCreation with_creation);

}  // namespace ledger::api
