// Lists that come in pages.
#pragma once

#include <string>
#include <vector>

#include "tests/support/api/api_server.hpp"

namespace ledger::test {

/// The target in `Link: <…>; rel="next"`; empty without one.
std::string next_target(const Answer& answer);

/// The member `name` of every item on all pages from `target` on.
std::vector<std::string> members_of_pages(ApiClient& client, std::string target, const char* name);

}  // namespace ledger::test
