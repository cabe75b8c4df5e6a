#include "ledger/writer/batch/account_cache.hpp"

namespace ledger {

const Account* AccountCache::find(AccountId id) {
  const auto found = places_.find(id);
  if (found == places_.end()) return nullptr;
  accounts_.splice(accounts_.begin(), accounts_, found->second);
  return &accounts_.front();
}

void AccountCache::put(const Account& account) {
  if (find(account.id) != nullptr) {
    accounts_.front() = account;
    return;
  }
  if (places_.size() >= accounts_max_) {
    places_.erase(accounts_.back().id);
    accounts_.pop_back();
  }
  accounts_.push_front(account);
  places_.emplace(account.id, accounts_.begin());
}

void AccountCache::clear() {
  places_.clear();
  accounts_.clear();
}

}  // namespace ledger
