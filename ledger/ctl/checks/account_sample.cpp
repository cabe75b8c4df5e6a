#include "ledger/ctl/checks/account_sample.hpp"

#include <algorithm>

namespace ledger {
namespace {

/// SplitMix64's finalizer (Steele, Lea and Flood 2014): every bit of the result depends on every bit of the number.
std::uint64_t mixed(std::uint64_t number) {
  number = (number ^ (number >> 30U)) * 0xbf58476d1ce4e5b9U;
  number = (number ^ (number >> 27U)) * 0x94d049bb133111ebU;
  return number ^ (number >> 31U);
}

}  // namespace

void AccountSample::add(AccountId account) {
  if (accounts_max_ == 0) return;
  const std::pair chosen{mixed(mixed(seed_) + static_cast<std::uint64_t>(account.value)), account};
  if (lowest_.size() == accounts_max_) {
    if (chosen > lowest_.front()) return;
    std::pop_heap(lowest_.begin(), lowest_.end());
    lowest_.pop_back();
  }
  lowest_.push_back(chosen);
  std::push_heap(lowest_.begin(), lowest_.end());
}

std::vector<AccountId> AccountSample::accounts() const {
  auto ordered = lowest_;
  std::sort_heap(ordered.begin(), ordered.end());
  std::vector<AccountId> accounts;
  accounts.reserve(ordered.size());
  for (const auto& [order, account] : ordered) accounts.push_back(account);
  return accounts;
}

}  // namespace ledger
