// The tables of expected answers: every command in every situation at every entry point.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/matrix/entry_point.hpp"
#include "tests/matrix/situation.hpp"

namespace ledger::test {

/// The entry points where a situation has another outcome, and the reason.
struct OtherOutcome {
  std::vector<EntryPointName> entry_points;
  std::string code;
  std::string reason;
};

/// "recorded", "replayed", "as_it_is" (nothing was recorded, and the answer is what had been), or the stable code of
/// the refusal: the same at every entry point except those named.
struct Expectation {
  CommandKind command;
  Situation situation;
  std::string code;
  std::vector<OtherOutcome> others = {};
};

/// Situations that a command cannot meet.
struct Impossibility {
  CommandKind command;
  std::vector<Situation> situations;
  std::string reason;
};

const std::vector<Expectation>& expectations_of_money();
const std::vector<Expectation>& expectations_of_accounts();
const std::vector<Impossibility>& impossibilities();

/// Returns the number of table rows that apply to a cell: one, if the tables are complete.
std::size_t rows_about(CommandKind command, Situation situation);

/// The row that says what comes out; null for what cannot happen.
const Expectation* expectation_of(CommandKind command, Situation situation);

/// Returns the code expected at an entry point.
std::string code_at(const Expectation& expectation, EntryPointName entry_point);

}  // namespace ledger::test
