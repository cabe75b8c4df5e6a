// What a request for an answer in many pieces is told that finds no place.
#pragma once

#include "api/http/problem.hpp"
#include "api/services/places.hpp"

namespace ledger::api {

inline Problem stream_problem(Places::Full full) {
  if (full == Places::Full::own) {
    return {Status::too_many_requests, "own_streams_too_many", "you have as many streams open as one caller may have"};
  }
  return {Status::service_unavailable, "streams_too_many", "more streams are open than the ledger takes"};
}

}  // namespace ledger::api
