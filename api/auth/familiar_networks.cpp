#include "api/auth/familiar_networks.hpp"

#include <algorithm>

namespace ledger::api {

void FamiliarNetworks::add(const Hash& login, const Hash& network) {
  const std::lock_guard lock(mutex_);
  auto found = logins_.find(login);
  if (found == logins_.end()) {
    if (logins_.size() >= logins_max_) {
      logins_.erase(order_.back());
      order_.pop_back();
    }
    order_.push_front(login);
    found = logins_.emplace(login, Known{.networks = {}, .place = order_.begin()}).first;
  }
  auto& known = found->second;
  order_.splice(order_.begin(), order_, known.place);
  std::erase(known.networks, network);
  known.networks.push_front(network);
  if (known.networks.size() > networks_max) known.networks.pop_back();
}

bool FamiliarNetworks::contains(const Hash& login, const Hash& network) const {
  const std::lock_guard lock(mutex_);
  const auto found = logins_.find(login);
  if (found == logins_.end()) return false;
  const auto& networks = found->second.networks;
  return std::find(networks.begin(), networks.end(), network) != networks.end();
}

}  // namespace ledger::api
