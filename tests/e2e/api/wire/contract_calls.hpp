// The calls that bring about the answers which the OpenAPI document describes.
#pragma once

#include <string>
#include <vector>

namespace ledger::test {

/// A request: its body is empty if it has none.
struct Call {
  std::string method;
  std::string target;
  std::string body;
};

/// Returns calls that together bring about every kind of answer that needs no failing database. The
/// account `user` has the transaction `uid` and the open hold `hold`.
std::vector<Call> calls(const std::string& user, const std::string& uid, const std::string& hold);

/// Returns calls on a wallet.
std::vector<Call> wallet_calls(const std::string& wallet);

/// Returns calls that come to an end with the account `leaver`, which is empty.
std::vector<Call> last_calls(const std::string& leaver);

/// Returns the targets of reads that may demand a position.
std::vector<std::string> demanding_reads(const std::string& user);

}  // namespace ledger::test
