// The words that clients know transactions by, whatever the protocol.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ledger/domain/event.hpp"

namespace ledger::api {

/// "DEPOSIT": a transaction's type as clients write it. Both sides of a transfer or reversal have the same. "UNKNOWN"
/// for EventType::unknown.
std::string_view transaction_type(EventType type);
/// Every type that this program understands: "DEPOSIT, WITHDRAW, …"; for telling people.
std::string transaction_types();
/// The types of events that a client means by "DEPOSIT"; empty for a text that transaction_type() never gives.
std::vector<EventType> event_types_of(std::string_view transaction_type);

}  // namespace ledger::api
