#include "outbox/example/ad_accounts.hpp"

namespace ledger::example {

std::optional<bool> AdAccounts::apply(const Balance& balance) {
  auto& entry = entries_[balance.account];
  if (balance.age <= entry.age) return std::nullopt;
  entry.age = balance.age;
  if (entry.ads_may_run == balance.ads_may_run) return std::nullopt;
  entry.ads_may_run = balance.ads_may_run;
  return entry.ads_may_run;
}

}  // namespace ledger::example
