#include "ledger/domain/epochs.hpp"

#include <algorithm>
#include <limits>

#include "ledger/domain/values/invariant.hpp"

namespace ledger {

Epochs::Epochs(std::vector<Rewind> rewinds) : rewinds_(std::move(rewinds)) {
  auto expected = first_epoch.next();
  for (const auto& rewind : rewinds_) {
    ensure(rewind.epoch == expected, "the epochs of a journal have a gap");
    expected = expected.next();
  }
}

Epoch Epochs::current() const { return rewinds_.empty() ? first_epoch : rewinds_.back().epoch; }

Epoch Epochs::of(Position position) const {
  const auto found = std::find_if(rewinds_.rbegin(), rewinds_.rend(),
                                  [position](const Rewind& rewind) { return rewind.last_valid < position; });
  return found == rewinds_.rend() ? first_epoch : found->epoch;
}

bool Epochs::is_void(Epoch epoch, Position position) const {
  return std::any_of(rewinds_.begin(), rewinds_.end(), [epoch, position](const Rewind& rewind) {
    return rewind.epoch > epoch && rewind.last_valid < position;
  });
}

Position Epochs::last_valid(Epoch epoch) const {
  Position last(std::numeric_limits<std::int64_t>::max());
  for (const auto& rewind : rewinds_) {
    if (rewind.epoch > epoch) last = std::min(last, rewind.last_valid);
  }
  return last;
}

bool Epochs::is_beginning_of(const Epochs& other) const {
  return rewinds_.size() <= other.rewinds_.size() &&
         std::equal(rewinds_.begin(), rewinds_.end(), other.rewinds_.begin());
}

Epochs Epochs::with(const Rewind& rewind) const {
  auto rewinds = rewinds_;
  rewinds.push_back(rewind);
  return Epochs(std::move(rewinds));
}

}  // namespace ledger
