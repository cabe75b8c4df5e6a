#include "api/services/context/admission_limit.hpp"

#include <mutex>
#include <unordered_map>

namespace ledger::api {

struct AdmissionLimit::Counts {
  const PlaceLimits limits;
  std::mutex mutex;
  std::size_t all = 0;
  /// Only of principals that have some.
  std::unordered_map<std::string, std::size_t> own;

  [[nodiscard]] std::optional<Full> full_for(const Principal& principal) const {
    if (all >= limits.all) return Full::all;
    const auto found = own.find(principal.id);
    const bool has_all = found != own.end() && found->second >= limits.own;
    return has_all && !principal.owns_all ? std::optional(Full::per_caller) : std::nullopt;
  }
};

AdmissionLimit::AdmissionLimit(PlaceLimits limits) : counts_(new Counts{.limits = limits, .mutex = {}, .own = {}}) {}

Result<AdmissionLimit::Permit, AdmissionLimit::Full> AdmissionLimit::take(const Principal& principal) {
  auto& counts = *counts_;
  const std::lock_guard lock(counts.mutex);
  if (const auto full = counts.full_for(principal)) return *full;
  Permit place(counts_, principal.id);
  ++counts.own[principal.id];
  ++counts.all;
  return place;
}

std::optional<AdmissionLimit::Full> AdmissionLimit::full_for(const Principal& principal) const {
  const std::lock_guard lock(counts_->mutex);
  return counts_->full_for(principal);
}

AdmissionLimit::Permit::Permit(std::shared_ptr<Counts> counts, std::string principal)
    : counts_(std::move(counts)), principal_(std::move(principal)) {}

AdmissionLimit::Permit::~Permit() {
  if (!counts_) return;
  const std::lock_guard lock(counts_->mutex);
  --counts_->all;
  const auto own = counts_->own.find(principal_);
  if (--own->second == 0) counts_->own.erase(own);
}

}  // namespace ledger::api
