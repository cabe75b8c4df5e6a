// A random sample of the accounts that are told one after the other, in little memory.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "ledger/domain/values/ids.hpp"

namespace ledger {

/// A sample of the accounts. It depends on the seed and on the set of accounts, not on their order.
class AccountSample {
 public:
  AccountSample(std::uint64_t seed, std::size_t accounts_max) : seed_(seed), accounts_max_(accounts_max) {}

  void add(AccountId account);

  /// The chosen accounts, in a random order that depends on the seed.
  [[nodiscard]] std::vector<AccountId> accounts() const;

 private:
  std::uint64_t seed_;
  std::size_t accounts_max_;
  /// A heap of the accounts whose numbers, mixed with the seed, are the lowest; the highest of them on top.
  std::vector<std::pair<std::uint64_t, AccountId>> lowest_;
};

}  // namespace ledger
