// The server's log, searched for a request.
#pragma once

#include <sstream>
#include <string>

#include "tests/support/api/api_server.hpp"
#include "tests/support/eventually.hpp"

namespace ledger::test {

/// Returns the log's JSON line about the request with this id, which the log is waited for; empty if there is none.
inline std::string line_about(ApiServer& server, const std::string& id) {
  std::string found;
  eventually([&] {
    std::istringstream log(server.process().log());
    for (std::string line; std::getline(log, line);) {
      if (line.find("\"request_id\":\"" + id + "\"") != std::string::npos) found = line;
    }
    return !found.empty();
  });
  return found;
}

}  // namespace ledger::test
