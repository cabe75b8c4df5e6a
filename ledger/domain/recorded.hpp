// What the ledger holds under a uid, for telling a retry from a clash.
#pragma once

#include <optional>
#include <vector>

#include "ledger/domain/event.hpp"
#include "ledger/domain/texts.hpp"

namespace ledger {

/// A recorded transaction: its events in leg order (at least one) and the texts that have not been erased.
struct Recorded {
  std::vector<Event> legs;
  std::optional<Comment> comment;
  std::optional<Identity> identity;
};

}  // namespace ledger
