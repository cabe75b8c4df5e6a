#include "api/services/places.hpp"

#include <mutex>
#include <unordered_map>

namespace ledger::api {

struct Places::Counts {
  const PlaceLimits limits;
  std::mutex mutex;
  std::size_t all = 0;
  /// Only of principals that have some.
  std::unordered_map<std::string, std::size_t> own;
};

Places::Places(PlaceLimits limits) : counts_(new Counts{.limits = limits, .mutex = {}, .own = {}}) {}

std::variant<Places::Place, Places::Full> Places::take(const Principal& principal) {
  auto& counts = *counts_;
  const std::lock_guard lock(counts.mutex);
  if (counts.all >= counts.limits.all) return Full::all;
  auto& own = counts.own[principal.id];
  if (own >= counts.limits.own && !principal.owns_all) return Full::own;
  Place place(counts_, principal.id);
  ++own;
  ++counts.all;
  return place;
}

Places::Place::Place(std::shared_ptr<Counts> counts, std::string principal)
    : counts_(std::move(counts)), principal_(std::move(principal)) {}

Places::Place::~Place() {
  if (!counts_) return;
  const std::lock_guard lock(counts_->mutex);
  --counts_->all;
  const auto own = counts_->own.find(principal_);
  if (--own->second == 0) counts_->own.erase(own);
}

}  // namespace ledger::api
