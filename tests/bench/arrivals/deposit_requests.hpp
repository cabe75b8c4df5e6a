// The bytes of deposits, each under a uid of its own.
#pragma once

#include <cstdint>
#include <random>
#include <string>

namespace ledger::arrivals {

class DepositRequests {
 public:
  DepositRequests(std::string host, std::int64_t first_account, std::int64_t accounts);

  /// Returns a request for any of the accounts. Valid until the next call.
  const std::string& next();

 private:
  std::string host_;
  std::mt19937_64 random_;
  std::uniform_int_distribution<std::int64_t> account_;
  std::string body_;
  std::string request_;
};

}  // namespace ledger::arrivals
