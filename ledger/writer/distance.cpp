#include "ledger/writer/distance.hpp"

#include <algorithm>

namespace ledger {

void Distance::note(std::chrono::steady_clock::duration batch_took) {
  slow_in_a_row_ = batch_took < far ? 0 : std::min(slow_in_a_row_ + 1, batches);
}

bool Distance::is_far() const { return slow_in_a_row_ == batches; }

}  // namespace ledger
