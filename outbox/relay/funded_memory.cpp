#include "outbox/relay/funded_memory.hpp"

namespace ledger {

FundedMemory::FundedMemory(std::size_t accounts_max) : accounts_max_(accounts_max) {}

std::optional<bool> FundedMemory::find(AccountId account) const {
  const auto found = by_account_.find(account);
  if (found == by_account_.end()) return std::nullopt;
  return found->second->second;
}

bool FundedMemory::touch(AccountId account) {
  const auto found = by_account_.find(account);
  if (found == by_account_.end()) return false;
  entries_.splice(entries_.begin(), entries_, found->second);
  return true;
}

void FundedMemory::remember(AccountId account, bool funded) {
  if (touch(account)) {
    entries_.front().second = funded;
    return;
  }
  entries_.emplace_front(account, funded);
  by_account_.emplace(account, entries_.begin());
  if (entries_.size() > accounts_max_) {
    by_account_.erase(entries_.back().first);
    entries_.pop_back();
  }
}

}  // namespace ledger
