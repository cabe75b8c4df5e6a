// Checks of what must always hold about money, in release builds too.
#pragma once

#include <stdexcept>
#include <string>

namespace ledger {

/// Something that can only be a defect of this program or a damaged journal. The work at hand is given up before
/// anything of it is stored.
class InvariantViolation : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

/// Throws InvariantViolation unless `condition` holds.
inline void ensure(bool condition, const char* what) {
  if (!condition) throw InvariantViolation(what);
}

}  // namespace ledger
