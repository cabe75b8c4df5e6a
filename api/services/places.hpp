// Places for what is dear, bounded altogether and for each principal, so that nobody can take them all.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "api/auth/principal.hpp"

namespace ledger::api {

/// All greater than zero.
struct PlaceLimits {
  std::size_t all;
  /// For each principal; where auth is off, everybody is the same one and may have all.
  std::size_t own;
};

/// For any thread.
class Places {
 public:
  explicit Places(PlaceLimits limits);

  /// One place, free again at the end of its life; may outlive the Places.
  class Place;
  /// Why there is none.
  enum class Full {
    all,
    own,  ///< the principal has as many as one may have
  };
  std::variant<Place, Full> take(const Principal& principal);
  /// Why take() would find none at this moment; nothing if it would find one.
  [[nodiscard]] std::optional<Full> full_for(const Principal& principal) const;

 private:
  struct Counts;
  std::shared_ptr<Counts> counts_;
};

class Places::Place {
 public:
  Place(std::shared_ptr<Counts> counts, std::string principal);
  ~Place();
  Place(Place&& other) noexcept = default;
  Place& operator=(Place&&) = delete;
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

 private:
  /// Null once it was moved from.
  std::shared_ptr<Counts> counts_;
  std::string principal_;
};

}  // namespace ledger::api
