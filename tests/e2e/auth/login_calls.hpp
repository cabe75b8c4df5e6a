// Accounts with a login, and the calls that log in to them.
#pragma once

#include <fmt/format.h>

#include <string>

#include "tests/support/api/guarded_server.hpp"
#include "tests/support/catch.hpp"

namespace ledger::test {

/// The body of a request that opens an account with a login.
inline const std::string ann_opening = R"({"name":"Ann","login":"Ann","password":"correct horse"})";

/// Returns the body of a request to log in.
inline std::string credentials(const std::string& login, const std::string& password) {
  return fmt::format(R"({{"login":"{}","password":"{}"}})", login, password);
}

/// Opens an account with a login as a service, and returns its id.
inline std::string open_with_login(const GuardedServer& server, const std::string& body = ann_opening) {
  ApiClient client(server.api());
  const auto opened = client.post("/v1/user", body, bearer(server.token_for("service")));
  INFO(opened.response.body);
  REQUIRE(opened.status() == 201);
  return opened["id"];
}

/// Returns the status, code and field of the answer to a login: "200 missing" if it went well.
inline std::string log_in(const GuardedServer& server, const std::string& login, const std::string& password) {
  return ApiClient(server.api()).post("/v1/login", credentials(login, password)).problem();
}

}  // namespace ledger::test
