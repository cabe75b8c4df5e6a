// A position and its hash, kept where the database's owner cannot change it.
#pragma once

#include "ledger/domain/event.hpp"

namespace ledger {

/// The hash vouches for every event up to the position: none of them can have been changed if it is still there.
struct Anchor {
  JournalId journal;
  /// 0 stands before the first event.
  Position position;
  /// The hash of the event at the position; the journal's genesis hash at position 0.
  Hash hash{};
  bool operator==(const Anchor&) const = default;
};

}  // namespace ledger
