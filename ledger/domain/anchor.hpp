// A position and its hash, kept where the database's owner cannot change it.
#pragma once

#include "ledger/domain/chain_point.hpp"

namespace ledger {

/// The hash vouches for every event up to the position: none of them can have been changed if it is still there.
struct Anchor {
  JournalId journal;
  ChainPoint at;
  bool operator==(const Anchor&) const = default;
};

}  // namespace ledger
