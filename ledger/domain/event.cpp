#include "ledger/domain/event.hpp"

namespace ledger {

std::string_view name_of(EventType type) {
  switch (type) {
    case EventType::account_opened:
      return "account_opened";
    case EventType::deposited:
      return "deposited";
    case EventType::withdrawn:
      return "withdrawn";
  }
  __builtin_unreachable();
}

std::optional<EventType> event_type_from_number(std::int16_t number) {
  const auto type = static_cast<EventType>(number);
  switch (type) {
    case EventType::account_opened:
    case EventType::deposited:
    case EventType::withdrawn:
      return type;
  }
  return std::nullopt;
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
