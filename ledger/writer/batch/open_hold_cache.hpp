// The open holds that were placed last, bounded: whoever ends one of them need not look it up.
#pragma once

#include <cstddef>

#include "ledger/domain/event.hpp"
#include "ledger/writer/batch/recently_used.hpp"

namespace ledger {

/// Told of each event of a journal in turn, it has no hold that has ended. A hold that is not here may be open all the
/// same. Not for use by several threads at once.
class OpenHoldCache {
 public:
  /// At most `holds_max` holds, greater than zero.
  explicit OpenHoldCache(std::size_t holds_max) : holds_(holds_max) {}

  /// The event that placed the open hold with this uid, or null. Valid until the next change.
  const Event* find(const Uid& hold) { return holds_.find(hold); }
  /// Notes the journal's next event, which is committed, or will be before anything that is decided on it. A hold with
  /// a comment is not remembered, since the comment may be erased, of which no event of the hold tells.
  void note(const Event& event);
  /// Forgets a hold that may not have come about.
  void forget(const Uid& hold) { holds_.erase(hold); }
  void clear() { holds_.clear(); }

 private:
  RecentlyUsed<Uid, Event> holds_;
};

}  // namespace ledger
