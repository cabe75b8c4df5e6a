// Places for what is dear, bounded altogether and for each principal, so that nobody can take them all.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "api/auth/principals/principal.hpp"
#include "api/services/context/result.hpp"

namespace ledger::api {

/// All greater than zero.
struct PlaceLimits {
  std::size_t all;
  /// The limit of each principal; if auth is off, everybody is the same one and may have all.
  std::size_t own;
};

/// May be used by any thread.
class AdmissionLimit {
 public:
  explicit AdmissionLimit(PlaceLimits limits);

  /// One place, free again at the end of its life; may outlive the limit.
  class Permit;
  /// The reason for which there is no place.
  enum class Full {
    all,
    per_caller,  ///< the principal has as many as one may have
  };
  /// Takes a place, or says why there is none.
  Result<Permit, Full> take(const Principal& principal);
  /// Returns the reason for which take() would find no place at this moment; nothing if it would find one.
  [[nodiscard]] std::optional<Full> full_for(const Principal& principal) const;

 private:
  struct Counts;
  std::shared_ptr<Counts> counts_;
};

class AdmissionLimit::Permit {
 public:
  Permit(std::shared_ptr<Counts> counts, std::string principal);
  ~Permit();
  Permit(Permit&& other) noexcept = default;
  Permit& operator=(Permit&&) = delete;
  Permit(const Permit&) = delete;
  Permit& operator=(const Permit&) = delete;

 private:
  /// Null once it was moved from.
  std::shared_ptr<Counts> counts_;
  std::string principal_;
};

}  // namespace ledger::api
