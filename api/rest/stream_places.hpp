// The error for a streamed response beyond the admission limit.
#pragma once

#include "api/http/message/problem.hpp"
#include "api/services/context/admission_limit.hpp"

namespace ledger::api {

inline Problem stream_problem(AdmissionLimit::Full full) {
  if (full == AdmissionLimit::Full::per_caller) {
    return {Status::too_many_requests, "own_streams_too_many", "you have as many streams open as one caller may have"};
  }
  return {Status::service_unavailable, "streams_too_many", "more streams are open than the ledger takes"};
}

}  // namespace ledger::api
