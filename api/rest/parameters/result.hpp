// A value, or the response to send instead.
#pragma once

#include "api/http/message/response.hpp"
#include "api/services/context/result.hpp"

namespace ledger::api {

/// In REST and the dialects a refusal is a response, unless another type is named.
template <class Value, class Refusal = Response>
class Result;

}  // namespace ledger::api
