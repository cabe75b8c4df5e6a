// The latest states of accounts, bounded: the least recently used one makes room.
#pragma once

#include <cstddef>
#include <list>
#include <unordered_map>

#include "ledger/domain/account.hpp"

namespace ledger {

/// Holds only what is known to be committed. Not for use by several threads at once.
class AccountCache {
 public:
  /// At most `accounts_max` accounts, greater than zero.
  explicit AccountCache(std::size_t accounts_max) : accounts_max_(accounts_max) {}

  /// The account, which becomes the most recently used, or null. Valid until the next change.
  const Account* find(AccountId id);
  /// Takes over a newer state.
  void put(const Account& account);
  void clear();
  [[nodiscard]] std::size_t size() const { return places_.size(); }

 private:
  std::size_t accounts_max_;
  /// Most recently used first.
  std::list<Account> accounts_;
  std::unordered_map<AccountId, std::list<Account>::iterator> places_;
};

}  // namespace ledger
