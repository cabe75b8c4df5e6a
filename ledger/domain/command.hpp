// Everything that a client can ask to be recorded.
#pragma once

#include <variant>

#include "ledger/domain/commands/deposit.hpp"
#include "ledger/domain/commands/open_account.hpp"
#include "ledger/domain/commands/withdraw.hpp"

namespace ledger {

/// A new command is a file in commands/, a line here, and an event type where it has one of its own.
using Command = std::variant<OpenAccount, Deposit, Withdraw>;

/// The uid under which the command is or will be recorded.
inline const Uid& uid_of(const Command& command) {
  return std::visit([](const auto& each) -> const Uid& { return each.uid; }, command);
}

/// The account whose journal records the command.
inline AccountId account_of(const Command& command) {
  return std::visit([](const auto& each) { return each.account; }, command);
}

/// What the command comes to: a pure function of the ledger's state, the command and the time.
inline Decision decide(const LedgerView& view, const Command& command, Moment now) {
  return std::visit([&](const auto& each) { return decide(view, each, now); }, command);
}

/// Whether a transaction recorded under the command's uid is the command itself, sent again.
inline bool same_content(const Recorded& recorded, const Command& command) {
  return std::visit([&](const auto& each) { return same_content(recorded, each); }, command);
}

}  // namespace ledger
