// Everything that a client can ask to be recorded.
#pragma once

#include <variant>

#include "ledger/domain/commands/account_status.hpp"
#include "ledger/domain/commands/cancel_hold.hpp"
#include "ledger/domain/commands/change_limit.hpp"
#include "ledger/domain/commands/confirm_hold.hpp"
#include "ledger/domain/commands/deposit.hpp"
#include "ledger/domain/commands/expire_hold.hpp"
#include "ledger/domain/commands/open_account.hpp"
#include "ledger/domain/commands/place_hold.hpp"
#include "ledger/domain/commands/reverse_transaction.hpp"
#include "ledger/domain/commands/transfer.hpp"
#include "ledger/domain/commands/withdraw.hpp"

namespace ledger {

/// A new command is a file in commands/, a line here, and an event type where it has one of its own.
using Command =
    std::variant<OpenAccount, Deposit, Withdraw, Transfer, PlaceHold, ConfirmHold, CancelHold, ExpireHold,
                 ReverseTransaction, ChangeLimit, FreezeAccount, UnfreezeAccount, CloseAccount, EraseIdentity>;

/// The uid under which the command is or will be recorded.
const Uid& uid_of(const Command& command);

/// Calls `use(AccountId)` for each existing account that the command names.
template <class Use>
void for_each_account(const Command& command, Use use) {
  std::visit(
      [&use]<class Kind>(const Kind& each) {
        if constexpr (std::is_same_v<Kind, ExpireHold>) {
          if (each.account) use(*each.account);
        } else if constexpr (!std::is_same_v<Kind, OpenAccount> && requires { each.account; }) {
          use(each.account);
        }
        if constexpr (requires { each.to; }) use(each.to);
      },
      command);
}

/// The uid of an earlier transaction whose accounts the command is about without naming them: a hold to end, a
/// transaction to reverse.
const Uid* referred_uid(const Command& command);

/// Decides the command: a pure function of the ledger's state, the command and the time.
Decision decide(const LedgerView& view, const Command& command, Moment now);

/// Returns true if the recorded transaction is the one that the command asks for. A hold may have ended otherwise, or
/// with another amount.
bool matches_request(const Command& command, const RecordedTransaction& recorded);

/// Returns the fields in which the command differs from the transaction recorded under its uid; empty for the same
/// content. A command that ends a hold names the hold's uid, so it differs in nothing.
FieldNames differing_fields(const RecordedTransaction& recorded, const Command& command);

/// Tells whether the transaction recorded under the command's uid makes the command a replay or a conflict.
UidMatch match_uid(const RecordedTransaction& recorded, const Command& command);

}  // namespace ledger
