// What the ledger holds under a uid, for telling a retry from a clash.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "ledger/domain/event.hpp"
#include "ledger/domain/texts.hpp"

namespace ledger {

/// A recorded transaction: its events in leg order (at least one) and the texts that have not been erased.
struct RecordedTransaction {
  std::vector<Event> legs;
  std::optional<Comment> comment;
  std::optional<Identity> identity;
  /// The transaction that reversed this one.
  std::optional<Uid> reversed_by;
  /// Of a hold that has not ended, as a query finds it: the ledger's own time, which is that of its last event, has
  /// reached the expiry. Whatever is recorded from then on, the hold can only expire.
  bool is_over = false;
};

/// Whether a hold is open, or how it ended. One whose time is over has expired, though that may not be recorded yet.
enum class HoldStatus { open, confirmed, canceled, expired };

/// "confirmed"
std::string_view name_of(HoldStatus status);
/// Of a transaction that begins with hold_placed; nothing of another.
std::optional<HoldStatus> hold_status(const RecordedTransaction& recorded);
/// When a hold ended, that is when its end took effect: an expired one at its expiry, whenever that was recorded.
/// Nothing of an open one.
std::optional<Moment> closed_at(const RecordedTransaction& hold);

}  // namespace ledger
