// Memory for bulk requests whose bodies are arriving, bounded altogether and for each caller.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "api/auth/principals/principal.hpp"
#include "api/services/context/admission_limit.hpp"

namespace ledger::api {

/// A caller may hold as much as is still free, so that some callers together can never hold all: one that comes later
/// finds a part that is at least as large as each of theirs. Where auth is off, everybody is the same caller and may
/// hold all. For any thread.
class UploadBudget {
 public:
  explicit UploadBudget(std::size_t bytes_max);

  /// The memory that one request holds, free again at the end of its life; may outlive the budget.
  class Upload;
  /// Holds nothing yet.
  [[nodiscard]] Upload begin(const Principal& principal) const;

 private:
  struct Held;
  std::shared_ptr<Held> held_;
};

class UploadBudget::Upload {
 public:
  Upload(std::shared_ptr<Held> held, const Principal& principal);
  ~Upload();
  Upload(Upload&& other) noexcept;
  Upload& operator=(Upload&&) = delete;
  Upload(const Upload&) = delete;
  Upload& operator=(const Upload&) = delete;

  /// Holds so much more; or holds what it did, and returns why.
  [[nodiscard]] std::optional<AdmissionLimit::Full> hold(std::size_t bytes);
  /// Holds so much more even if that is more than there is: for what a request that was admitted brings about.
  void hold_in_any_case(std::size_t bytes);

 private:
  /// Null once it was moved from.
  std::shared_ptr<Held> held_;
  std::string principal_;
  bool may_hold_all_;
  std::size_t bytes_ = 0;
};

}  // namespace ledger::api
