// An event that a newer program has written, met by one that cannot go on without understanding it.
#pragma once

#include <stdexcept>
#include <string>

#include "ledger/domain/event.hpp"

namespace ledger {

/// The code that operators and clients are told.
constexpr const char* event_type_unknown_code = "event_type_unknown";

/// "the event at position 0:17 is of type 99, schema version 1, which this program does not know: a newer program is
/// needed"
std::string what_is_newer(const Event& event);

/// Thrown by those who must not skip an event. Nothing is wrong with the journal.
class NewerEvent : public std::runtime_error {
 public:
  explicit NewerEvent(const Event& event) : std::runtime_error(what_is_newer(event)) {}
};

}  // namespace ledger
