// An account's state, and how an event changes it.
#pragma once

#include <optional>
#include <string_view>

#include "ledger/domain/event.hpp"

namespace ledger {

/// The state of an account after some event of it.
struct Account {
  AccountId id;
  Version version;
  Currency currency;
  AccountStatus status = AccountStatus::open;
  MinorUnits balance = 0;
  /// Part of the balance that open holds have set aside.
  MinorUnits held = 0;
  /// The highest balance allowed; `no_limit` where there is none.
  MinorUnits limit = no_limit;
  /// True if its last event erased the holder's identity, so that nothing was recorded since that could be erased.
  bool is_erased = false;
  /// False if a newer program wrote its last event: nothing can be decided on it then.
  bool is_understood = true;

  [[nodiscard]] MinorUnits available() const { return balance - held; }
  bool operator==(const Account&) const = default;
};

/// The state that the event itself states.
Account state_after(const Event& event);

/// Returns what the event added to the balance, in minor units: negative if money left, 0 if the balance did not
/// change.
MinorUnits balance_change(const Event& event);

/// Returns true if the event alone tells how it changed balance and held. An event of a newer program does not, and
/// neither does a capture, which ends all that its hold held and may take less.
bool tells_change(const Event& event);
/// Returns the change from the account's event before to this one; from nothing if `before` is null.
StateChange change_between(const Event* before, const Event& event);
/// Returns how the event changed balance and held. Throws InvariantViolation if it does not tell and no reader has
/// found it (Event::found_change).
StateChange state_change(const Event& event);

/// Returns why `event` cannot follow `before` (nothing before an account's first event): a gap in the versions, an
/// amount that does not lead from one balance to the other, a balance below zero or above the limit, another currency …
/// Returns nothing if it can. The writer asks before it appends, `verify` and the projector when they read.
std::optional<std::string_view> violation(const std::optional<Account>& before, const Event& event);

/// The state after `event`. Throws InvariantViolation where violation() finds one.
Account evolve(const std::optional<Account>& before, const Event& event);

}  // namespace ledger
