#include "tests/matrix/order.hpp"

namespace ledger::test {

std::string_view name_of(CommandKind command) {
  switch (command) {
    case CommandKind::open_account:
      return "open_account";
    case CommandKind::deposit:
      return "deposit";
    case CommandKind::withdraw:
      return "withdraw";
    case CommandKind::transfer:
      return "transfer";
    case CommandKind::place_hold:
      return "place_hold";
    case CommandKind::confirm_hold:
      return "confirm_hold";
    case CommandKind::cancel_hold:
      return "cancel_hold";
    case CommandKind::reverse_transaction:
      return "reverse_transaction";
    case CommandKind::change_limit:
      return "change_limit";
    case CommandKind::freeze:
      return "freeze";
    case CommandKind::unfreeze:
      return "unfreeze";
    case CommandKind::close:
      return "close";
    case CommandKind::erase_identity:
      return "erase_identity";
  }
  __builtin_unreachable();
}

std::string minor_units(std::string amount) {
  const auto point = amount.find('.');
  if (point == std::string::npos) return amount + "00";
  return amount.erase(point, 1);
}

}  // namespace ledger::test
