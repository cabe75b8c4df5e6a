// The transaction that the ledger holds under a uid, by which a retry is told from a conflict.
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
  /// True for a hold that has not ended if the ledger's own time, which is that of its last event, has reached the
  /// expiry when a query finds it. Whatever is recorded from then on, the hold can only expire.
  bool is_over = false;
};

/// The state of a hold: open, or how it ended. A hold whose time is over has expired, though that may not be recorded
/// yet.
enum class HoldStatus { open, confirmed, canceled, expired };

/// "confirmed"
std::string_view name_of(HoldStatus status);
/// Returns the state of a transaction that begins with hold_placed; nothing for any other.
std::optional<HoldStatus> hold_status(const RecordedTransaction& recorded);
/// Returns when a hold's end took effect: for an expired one at its expiry, whenever that was recorded. Returns nothing
/// for an open one.
std::optional<Moment> closed_at(const RecordedTransaction& hold);

}  // namespace ledger
