// Lists what each entry point cannot express, and the status with which it reports each code.
#pragma once

#include <string>
#include <string_view>

#include "tests/matrix/entry_point.hpp"
#include "tests/matrix/situation.hpp"

namespace ledger::test {

/// Returns the reason why the entry point cannot express this; empty if it can.
std::string_view inability(EntryPointName entry_point, CommandKind command, Situation situation);

/// Returns a code as the entry point reports it: "402 insufficient_funds". A code without a status there gives "?
/// code".
std::string verdict_at(EntryPointName entry_point, const std::string& code);

}  // namespace ledger::test
