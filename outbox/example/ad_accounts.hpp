// Derives from the balances, as an ad engine does, whose ads may run.
#pragma once

#include <optional>
#include <unordered_map>

#include "outbox/example/balance.hpp"

namespace ledger::example {

/// Pure, so that it is the same however often records come again.
class AdAccounts {
 public:
  struct Entry {
    Age age;
    bool ads_may_run = false;
    bool operator==(const Entry&) const = default;
  };
  using Entries = std::unordered_map<AccountId, Entry>;

  /// Takes note of a balance, or of an account that vanished. True or false where the account's ads may run from now
  /// on, or not any more; nothing where that does not change, as for a record that is not newer than what is known.
  std::optional<bool> apply(const Balance& balance);

  /// All accounts that were ever heard of.
  [[nodiscard]] const Entries& entries() const { return entries_; }
  void restore(AccountId account, const Entry& entry) { entries_[account] = entry; }

 private:
  Entries entries_;
};

}  // namespace ledger::example
