#include "outbox/pacing/pacing.hpp"

#include <algorithm>

namespace ledger {

void Pacing::ended(Time begin, Time end, bool has_waiting) {
  next_begin_ = end;
  if (!has_waiting) return;
  const auto share = limits_.transaction_share_percent_max;
  const Time::duration pause = (end - begin) * (100 - share) / share;
  next_begin_ += std::min<Time::duration>(pause, limits_.gathering_max);
}

}  // namespace ledger
