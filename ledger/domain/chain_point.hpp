// A position of a journal with the hash there, which vouches for all events up to it.
#pragma once

#include "ledger/domain/event.hpp"

namespace ledger {

/// A place in a journal's hash chain. Two journals that have it in common are the same up to it, since hashes chain.
struct ChainPoint {
  /// The position of an event; 0 stands before the first one.
  Position position;
  /// hash(position); the journal's genesis hash at 0.
  Hash hash{};
  bool operator==(const ChainPoint&) const = default;
};

/// Returns the place of the event in its journal's chain.
inline ChainPoint point_of(const Event& event) { return {.position = event.position, .hash = event.hash}; }

}  // namespace ledger
