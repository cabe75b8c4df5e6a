#include "ledger/writer/batch/remembered.hpp"

#include <algorithm>
#include <type_traits>
#include <variant>

namespace ledger {
namespace {

/// Looks a batch's commands up, one by one.
class LookUp {
 public:
  LookUp(AccountCache& accounts, OpenHoldCache& holds, LoadedState& loaded)
      : accounts_(accounts), holds_(holds), loaded_(loaded) {}

  template <class Kind>
  bool operator()(const Kind& command) {
    if constexpr (std::is_base_of_v<Payment, Kind>) {
      bool remembers = !command.comment && accounts_.find(command.account) != nullptr;
      if constexpr (requires { command.to; }) remembers = remembers && accounts_.find(command.to) != nullptr;
      return remembers;
    } else if constexpr (std::is_base_of_v<CloseHold, Kind>) {
      return load_hold(command.uid);
    } else {
      return false;
    }
  }

 private:
  bool load_hold(const Uid& uid) {
    const Event* placed = holds_.find(uid);
    if (placed == nullptr || accounts_.find(placed->account) == nullptr) return false;
    RecordedTransaction& hold = loaded_.recorded[uid];
    if (hold.legs.empty()) hold.legs.push_back(*placed);
    return true;
  }

  AccountCache& accounts_;
  OpenHoldCache& holds_;
  LoadedState& loaded_;
};

}  // namespace

bool load_remembered(std::span<const Command> commands, AccountCache& accounts, OpenHoldCache& holds,
                     LoadedState& loaded) {
  LookUp look_up(accounts, holds, loaded);
  return std::all_of(commands.begin(), commands.end(),
                     [&](const Command& command) { return std::visit(look_up, command); });
}

}  // namespace ledger
