// Fields that only some types of events have, as lines `name=value` in Event::details. The text is stored and hashed,
// so a line's form never changes; a program that does not know a name passes over it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/domain/event.hpp"

namespace ledger {

/// The service that a hold was placed for, and its end.
struct HoldTerms {
  /// The service that the money is held for; no control characters.
  std::string service_id;
  Moment expires{};
  bool operator==(const HoldTerms&) const = default;
};

/// One leg of an earlier transaction.
struct LegReference {
  Uid uid;
  Leg leg;
  bool operator==(const LegReference&) const = default;
};

std::string details_of(const HoldTerms& terms);
/// Writes the receiver's account for transfer_sent, and the sender's for transfer_received.
std::string details_of_counterparty(AccountId counterparty);
std::string details_of(const LegReference& reversed);
/// Writes the difference in minor units for a limit_changed that was asked for as one.
std::string details_of_limit_change(MinorUnits difference);

/// Each reads what the function above wrote. Throws InvariantViolation if an event of such a type has no such details.
HoldTerms hold_terms(const Event& placed);
AccountId counterparty(const Event& transfer);
LegReference reversed_leg(const Event& reversal);
/// Nothing where the limit itself was given.
std::optional<MinorUnits> limit_change(const Event& changed);

}  // namespace ledger
