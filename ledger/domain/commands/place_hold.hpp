#pragma once

#include <chrono>
#include <string>

#include "ledger/domain/commands/payment.hpp"

namespace ledger {

/// Shortest and longest time that a hold may stand.
constexpr std::chrono::seconds hold_timeout_min{1};
constexpr std::chrono::seconds hold_timeout_max{3600};

/// Sets money aside for a service until it confirms, cancels, or the time is over. Effective when it is recorded:
/// `effective` is not used.
struct PlaceHold : Payment {
  /// 1 to 128 bytes without control characters; an id, not personal data.
  std::string service_id;
  /// The duration from the recorded time on, from hold_timeout_min to hold_timeout_max.
  std::chrono::seconds timeout{};
};

Decision decide(const LedgerView& view, const PlaceHold& command, Moment now);

/// Returns the fields in which the command differs from what was recorded under its uid; empty for the same content.
FieldNames differing_fields(const RecordedTransaction& recorded, const PlaceHold& command);

}  // namespace ledger
