// What each door has no words for, and with which status it says each code.
#pragma once

#include <string>
#include <string_view>

#include "tests/matrix/entry_point.hpp"
#include "tests/matrix/situation.hpp"

namespace ledger::test {

/// Why the door cannot express this; empty if it can.
std::string_view inability(DoorName door, CommandKind command, Situation situation);

/// How the door says a code: "402 insufficient_funds". An outcome without a status at this door is "? code".
std::string verdict_at(DoorName door, const std::string& code);

}  // namespace ledger::test
