// Remembers the networks from which the holders of logins have logged in before.
#pragma once

#include <cstddef>
#include <deque>
#include <list>
#include <map>
#include <mutex>

#include "ledger/domain/event.hpp"

namespace ledger::api {

/// The latest networks of the logins that were used last. In memory: a replica that has just begun knows none. For any
/// thread.
class FamiliarNetworks {
 public:
  /// `logins_max` is greater than zero. Beyond it the login is forgotten that was not used for the longest time.
  explicit FamiliarNetworks(std::size_t logins_max = 50'000) : logins_max_(logins_max) {}

  /// The holder has logged in from this network.
  void add(const Hash& login, const Hash& network);
  [[nodiscard]] bool contains(const Hash& login, const Hash& network) const;

 private:
  /// The most that one login may have, so that its holder cannot make those of others be forgotten.
  static constexpr std::size_t networks_max = 8;
  using Order = std::list<Hash>;
  struct Known {
    std::deque<Hash> networks;
    Order::iterator place;
  };

  const std::size_t logins_max_;
  mutable std::mutex mutex_;
  std::map<Hash, Known> logins_;
  /// The login that was used last is the first.
  Order order_;
};

}  // namespace ledger::api
