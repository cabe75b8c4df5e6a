#include "ledger/domain/event.hpp"

#include <algorithm>

namespace ledger {

std::string_view name_of(EventType type) {
  switch (type) {
    case EventType::unknown:
      break;
    case EventType::account_opened:
      return "account_opened";
    case EventType::deposited:
      return "deposited";
    case EventType::withdrawn:
      return "withdrawn";
    case EventType::transfer_sent:
      return "transfer_sent";
    case EventType::transfer_received:
      return "transfer_received";
    case EventType::hold_placed:
      return "hold_placed";
    case EventType::hold_captured:
      return "hold_captured";
    case EventType::hold_released:
      return "hold_released";
    case EventType::hold_expired:
      return "hold_expired";
    case EventType::limit_changed:
      return "limit_changed";
    case EventType::account_frozen:
      return "account_frozen";
    case EventType::account_unfrozen:
      return "account_unfrozen";
    case EventType::account_closed:
      return "account_closed";
    case EventType::reversal_debited:
      return "reversal_debited";
    case EventType::reversal_credited:
      return "reversal_credited";
    case EventType::identity_erased:
      return "identity_erased";
  }
  return "unknown";
}

bool is_understood(const Event& event) {
  return event_type_from_number(static_cast<std::int16_t>(event.type)).has_value() && event.schema_version >= 1 &&
         event.schema_version <= event_schema_version;
}

EventType understood_type(const Event& event) { return is_understood(event) ? event.type : EventType::unknown; }

std::size_t count_understood(std::span<const Event> events) {
  const auto end = std::find_if_not(events.begin(), events.end(), is_understood);
  return static_cast<std::size_t>(end - events.begin());
}

std::optional<EventType> event_type_from_number(std::int16_t number) {
  if (number < 1 || number > event_type_number_max) return std::nullopt;
  return static_cast<EventType>(number);
}

std::string_view name_of(AccountStatus status) {
  switch (status) {
    case AccountStatus::open:
      return "open";
    case AccountStatus::frozen:
      return "frozen";
    case AccountStatus::closed:
      return "closed";
  }
  __builtin_unreachable();
}

std::optional<AccountStatus> account_status_from_number(std::int16_t number) {
  const auto status = static_cast<AccountStatus>(number);
  switch (status) {
    case AccountStatus::open:
    case AccountStatus::frozen:
    case AccountStatus::closed:
      return status;
  }
  return std::nullopt;
}

}  // namespace ledger
