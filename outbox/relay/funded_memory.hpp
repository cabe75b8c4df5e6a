// Remembers, within bounds, which accounts had money after their last event seen.
#pragma once

#include <cstddef>
#include <list>
#include <optional>
#include <unordered_map>
#include <utility>

#include "ledger/domain/values/ids.hpp"

namespace ledger {

/// Forgets the account that was not touched for longest when there are more than `accounts_max` (at least 1).
class FundedMemory {
 public:
  explicit FundedMemory(std::size_t accounts_max);

  [[nodiscard]] std::optional<bool> find(AccountId account) const;
  /// Makes the account the last one to be forgotten; false if it is not remembered.
  bool touch(AccountId account);
  void remember(AccountId account, bool funded);
  [[nodiscard]] std::size_t size() const { return entries_.size(); }

 private:
  using Entries = std::list<std::pair<AccountId, bool>>;
  std::size_t accounts_max_;
  /// The one touched last in front.
  Entries entries_;
  std::unordered_map<AccountId, Entries::iterator> by_account_;
};

}  // namespace ledger
