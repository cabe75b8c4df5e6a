// What a decision comes to, and the checks that several commands share.
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

/// The account, if it exists and takes part in business.
Checked<const Account*> find_open_account(const LedgerView& view, AccountId id);

/// The amount in the account's currency: positive, and no more decimals than the currency has.
Checked<MinorUnits> payment_amount(const Decimal& amount, const std::optional<Currency>& stated,
                                   const Account& account);

/// The client's timestamp if it is not in the future, else now.
Checked<Moment> effective_time(const std::optional<Moment>& stated, Moment now);

/// An event that follows `account` and leaves it as it is; the caller sets what its command changes.
Event following_event(const Account& account, EventType type, const Uid& uid, const std::string& actor);

}  // namespace ledger
