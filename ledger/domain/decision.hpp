// The result of a decision, and the checks that several commands share.
#pragma once

#include <optional>
#include <variant>
#include <vector>

#include "ledger/domain/event.hpp"
#include "ledger/domain/ledger_view.hpp"
#include "ledger/domain/rejection.hpp"

namespace ledger {

/// The events of a transaction in leg order, still without journal, position, recorded time and hash, which the
/// journal gives them; or why there are none.
using Decision = std::variant<std::vector<Event>, Rejection>;

/// A value or the reason why it cannot be had.
template <class Value>
using Checked = std::variant<Value, Rejection>;

/// An effective time may be at most this far ahead of the ledger's clock, for clients whose clocks run fast.
constexpr std::chrono::seconds clock_tolerance{60};

/// The relation of a command to an earlier transaction under its uid.
enum class UidMatch {
  none,      ///< the command is to be decided
  replay,    ///< it is that transaction, sent again
  conflict,  ///< it is another one
};

/// The account, if it exists and takes part in business. `field` names it in a rejection.
Checked<const Account*> find_open_account(const LedgerView& view, AccountId id, std::string_view field = "user_id");

/// The account, if it exists and was not closed: for what goes on while it is frozen.
Checked<const Account*> find_account(const LedgerView& view, AccountId id, std::string_view field = "user_id");

/// The amount in the account's currency: positive, and no more decimals than the currency has.
Checked<MinorUnits> payment_amount(const Decimal& amount, const std::optional<Currency>& stated,
                                   const Account& account);

/// The client's timestamp if it is neither in the future nor in closed books, else now.
Checked<Moment> effective_time(const LedgerView& view, const std::optional<Moment>& stated, Moment now);

/// Adds the event's amount to its balance, or says why that cannot be.
std::optional<Rejection> credit(Event& event);
/// Takes the event's amount from its balance, or says why that cannot be.
std::optional<Rejection> debit(Event& event);

/// Says that less is available than the event's amount, and how much less.
Rejection insufficient_funds(const Event& event);

/// An event that follows `account` and leaves it as it is; the caller sets what its command changes.
Event following_event(const Account& account, EventType type, const Uid& uid, const std::string& actor);

}  // namespace ledger
