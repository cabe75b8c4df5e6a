#include "ledger/writer/batch/due_memory.hpp"

#include <algorithm>

namespace ledger {
namespace {

constexpr std::size_t remembered_accounts_max = 100'000;

}  // namespace

Moment DueMemory::open_from(AccountId account) const {
  const auto found = open_from_.find(account);
  return found == open_from_.end() ? Moment::min() : found->second;
}

void DueMemory::learn(AccountId account, Moment open_from) {
  if (open_from_.size() >= remembered_accounts_max && !open_from_.contains(account)) clear();
  open_from_.insert_or_assign(account, open_from);
}

void DueMemory::note_placed(AccountId account, Moment expires) {
  const auto found = open_from_.find(account);
  if (found != open_from_.end()) found->second = std::min(found->second, expires);
}

}  // namespace ledger
