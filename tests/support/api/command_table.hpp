// Tables of requests and the problems that they meet, with names for the accounts that they are about.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/support/api/api_server.hpp"

namespace ledger::test {

/// A request in which `$name` stands for something, and what is said to it: "402 insufficient_funds amount".
struct RefusedRequest {
  std::string method;
  std::string target;
  std::string body;
  std::string problem;
};

using Names = std::map<std::string, std::string>;

/// The text with `$uid` replaced by a fresh uid and every other `$name` by what it stands for. Throws
/// std::runtime_error for a name that stands for nothing.
std::string filled(std::string text, const Names& names);

/// Accounts in every state that a command can meet.
struct AccountsOfAllKinds {
  explicit AccountsOfAllKinds(ApiClient& client);

  /// rich: 100.00 USD. poor: nothing. limited: 50.00, at most 100. full: all but 0.07 of what can be counted.
  /// frozen and closed are what they are called, the former with 10.00. euro: 100.00 EUR. yen: 500 JPY.
  /// nobody: no account. deposit: a transaction of rich.
  Names names;
};

}  // namespace ledger::test
