#include "api/services/context/upload_budget.hpp"

#include <mutex>
#include <unordered_map>
#include <utility>

namespace ledger::api {

struct UploadBudget::Held {
  const std::size_t bytes_max;
  std::mutex mutex;
  std::size_t all_bytes = 0;
  /// Only of principals that hold something.
  std::unordered_map<std::string, std::size_t> own_bytes;

  [[nodiscard]] std::size_t own_bytes_of(const std::string& principal) const {
    const auto found = own_bytes.find(principal);
    return found == own_bytes.end() ? 0 : found->second;
  }
  void add(const std::string& principal, std::size_t bytes) {
    if (bytes == 0) return;
    all_bytes += bytes;
    own_bytes[principal] += bytes;
  }
};

UploadBudget::UploadBudget(std::size_t bytes_max)
    : held_(new Held{.bytes_max = bytes_max, .mutex = {}, .own_bytes = {}}) {}

UploadBudget::Upload UploadBudget::begin(const Principal& principal) const { return {held_, principal}; }

UploadBudget::Upload::Upload(std::shared_ptr<Held> held, const Principal& principal)
    : held_(std::move(held)), principal_(principal.id), may_hold_all_(principal.owns_all) {}

UploadBudget::Upload::Upload(Upload&& other) noexcept
    : held_(std::move(other.held_)),
      principal_(std::move(other.principal_)),
      may_hold_all_(other.may_hold_all_),
      bytes_(std::exchange(other.bytes_, 0)) {}

UploadBudget::Upload::~Upload() {
  if (!held_ || bytes_ == 0) return;
  const std::lock_guard lock(held_->mutex);
  held_->all_bytes -= bytes_;
  const auto own = held_->own_bytes.find(principal_);
  own->second -= bytes_;
  if (own->second == 0) held_->own_bytes.erase(own);
}

std::optional<AdmissionLimit::Full> UploadBudget::Upload::hold(std::size_t bytes) {
  const std::lock_guard lock(held_->mutex);
  const auto all_bytes = held_->all_bytes + bytes;
  if (all_bytes > held_->bytes_max) return AdmissionLimit::Full::all;
  const auto own_bytes = held_->own_bytes_of(principal_) + bytes;
  if (!may_hold_all_ && own_bytes > held_->bytes_max - all_bytes) return AdmissionLimit::Full::per_caller;
  held_->add(principal_, bytes);
  bytes_ += bytes;
  return std::nullopt;
}

void UploadBudget::Upload::hold_in_any_case(std::size_t bytes) {
  const std::lock_guard lock(held_->mutex);
  held_->add(principal_, bytes);
  bytes_ += bytes;
}

}  // namespace ledger::api
