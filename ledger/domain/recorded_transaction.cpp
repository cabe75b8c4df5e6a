#include "ledger/domain/recorded_transaction.hpp"

#include "ledger/domain/details.hpp"

namespace ledger {

std::string_view name_of(HoldStatus status) {
  switch (status) {
    case HoldStatus::open:
      return "open";
    case HoldStatus::confirmed:
      return "confirmed";
    case HoldStatus::canceled:
      return "canceled";
    case HoldStatus::expired:
      return "expired";
  }
  __builtin_unreachable();
}

std::optional<HoldStatus> hold_status(const RecordedTransaction& recorded) {
  if (understood_type(recorded.legs.front()) != EventType::hold_placed) return std::nullopt;
  switch (understood_type(recorded.legs.back())) {
    case EventType::hold_captured:
      return HoldStatus::confirmed;
    case EventType::hold_released:
      return HoldStatus::canceled;
    case EventType::hold_expired:
      return HoldStatus::expired;
    default:
      return recorded.is_over ? HoldStatus::expired : HoldStatus::open;
  }
}

std::optional<Moment> closed_at(const RecordedTransaction& hold) {
  if (hold_status(hold) == HoldStatus::open) return std::nullopt;
  if (hold.is_over) return hold_terms(hold.legs.front()).expires;
  return hold.legs.back().effective;
}

}  // namespace ledger
