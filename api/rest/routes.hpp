// The route table.
#pragma once

#include <vector>

#include "api/rest/router.hpp"

namespace ledger::api {

/// All routes; the busiest come first, since they are tried in order.
std::vector<Route> routes();

}  // namespace ledger::api
