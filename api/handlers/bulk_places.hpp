// What a bulk request that finds no place is answered.
#pragma once

#include "api/http/problem.hpp"
#include "api/services/places.hpp"

namespace ledger::api {

inline Problem bulk_problem(Places::Full full) {
  if (full == Places::Full::own) {
    return {Status::too_many_requests, "own_bulk_busy",
            "you have as many bulk requests under way as one caller may have"};
  }
  return {Status::service_unavailable, "bulk_busy", "as many bulk requests as the server takes are under way"};
}

}  // namespace ledger::api
