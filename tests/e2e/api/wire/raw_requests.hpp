// Requests as text, for tests that spoil them or send only a part of them.
#pragma once

#include <string>

namespace ledger::test {

/// A whole request without a body, which is answered with 200.
inline constexpr const char* health = "GET /livez HTTP/1.1\r\nHost: ledger\r\n\r\n";

/// The head of a request that records a transaction; `fields` are further fields, each with its line end.
inline std::string post_head(const std::string& fields) {
  return "POST /v1/transaction HTTP/1.1\r\nHost: ledger\r\nContent-Type: application/json\r\n" + fields + "\r\n";
}

}  // namespace ledger::test
