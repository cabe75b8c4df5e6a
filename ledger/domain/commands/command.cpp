#include "ledger/domain/commands/command.hpp"

namespace ledger {

const Uid& uid_of(const Command& command) {
  return std::visit([](const auto& each) -> const Uid& { return each.uid; }, command);
}

const Uid* referred_uid(const Command& command) {
  return std::visit(
      []<class Kind>(const Kind& each) -> const Uid* {
        if constexpr (std::is_same_v<ExpireHold, Kind>) return each.account ? nullptr : &each.uid;
        if constexpr (std::is_base_of_v<CloseHold, Kind>) return &each.uid;
        if constexpr (std::is_same_v<Kind, ReverseTransaction>) return &each.reverses;
        return nullptr;
      },
      command);
}

Decision decide(const LedgerView& view, const Command& command, Moment now) {
  return std::visit([&](const auto& each) { return decide(view, each, now); }, command);
}

FieldNames differing_fields(const RecordedTransaction& recorded, const Command& command) {
  return std::visit(
      [&]<class Kind>(const Kind& each) {
        if constexpr (std::is_base_of_v<CloseHold, Kind>) {
          return FieldNames{};
        } else {
          return differing_fields(recorded, each);
        }
      },
      command);
}

UidMatch match_uid(const RecordedTransaction& recorded, const Command& command) {
  return std::visit(
      [&]<class Kind>(const Kind& each) {
        if constexpr (std::is_base_of_v<CloseHold, Kind>) {
          return match_uid(recorded, static_cast<const CloseHold&>(each));
        } else {
          return differing_fields(recorded, each).empty() ? UidMatch::replay : UidMatch::conflict;
        }
      },
      command);
}

bool matches_request(const Command& command, const RecordedTransaction& recorded) {
  if (std::holds_alternative<CancelHold>(command)) return hold_status(recorded) == HoldStatus::canceled;
  const auto* confirm = std::get_if<ConfirmHold>(&command);
  return confirm == nullptr || matches_request(*confirm, recorded);
}

}  // namespace ledger
