#include "api/services/reads/transaction_types.hpp"

#include <algorithm>
#include <array>

namespace ledger::api {
namespace {

struct TypeName {
  EventType type;
  std::string_view name;
};

constexpr std::array type_names = {
    TypeName{EventType::account_opened, "OPEN"},        TypeName{EventType::deposited, "DEPOSIT"},
    TypeName{EventType::withdrawn, "WITHDRAW"},         TypeName{EventType::transfer_sent, "TRANSFER"},
    TypeName{EventType::transfer_received, "TRANSFER"}, TypeName{EventType::hold_placed, "HOLD"},
    TypeName{EventType::hold_captured, "CONFIRM"},      TypeName{EventType::hold_released, "CANCEL"},
    TypeName{EventType::hold_expired, "EXPIRE"},        TypeName{EventType::limit_changed, "LIMIT"},
    TypeName{EventType::account_frozen, "FREEZE"},      TypeName{EventType::account_unfrozen, "UNFREEZE"},
    TypeName{EventType::account_closed, "CLOSE"},       TypeName{EventType::reversal_debited, "REVERSAL"},
    TypeName{EventType::reversal_credited, "REVERSAL"}, TypeName{EventType::identity_erased, "ERASE"},
};
static_assert(type_names.size() == event_type_number_max, "every type has a name");

}  // namespace

std::string_view transaction_type(EventType type) {
  const auto found =
      std::find_if(type_names.begin(), type_names.end(), [type](const TypeName& each) { return each.type == type; });
  return found == type_names.end() ? "UNKNOWN" : found->name;
}

std::string transaction_types() {
  std::string names;
  for (const auto& each : type_names) {
    if (names.ends_with(each.name)) continue;
    names += (names.empty() ? "" : ", ") + std::string(each.name);
  }
  return names;
}

std::vector<EventType> event_types_of(std::string_view transaction_type) {
  std::vector<EventType> types;
  for (const auto& each : type_names) {
    if (each.name == transaction_type) types.push_back(each.type);
  }
  return types;
}

}  // namespace ledger::api
