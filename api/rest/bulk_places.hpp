// The error for a bulk request beyond the admission limit.
#pragma once

#include "api/http/message/problem.hpp"
#include "api/services/context/admission_limit.hpp"

namespace ledger::api {

inline Problem bulk_problem(AdmissionLimit::Full full) {
  if (full == AdmissionLimit::Full::per_caller) {
    return {Status::too_many_requests, "own_bulk_busy",
            "you have as many bulk requests under way as one caller may have"};
  }
  return {Status::service_unavailable, "bulk_busy", "as many bulk requests as the server takes are under way"};
}

}  // namespace ledger::api
