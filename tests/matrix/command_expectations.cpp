#include "tests/matrix/command_expectations.hpp"

#include <algorithm>

namespace ledger::test {
namespace {

template <class Values, class Value>
bool has_value(const Values& values, const Value& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

std::vector<const Expectation*> expectations_about(CommandKind command, Situation situation) {
  std::vector<const Expectation*> found;
  for (const auto* table : {&expectations_of_money(), &expectations_of_accounts()}) {
    for (const auto& row : *table) {
      if (row.command == command && row.situation == situation) found.push_back(&row);
    }
  }
  return found;
}

}  // namespace

std::size_t rows_about(CommandKind command, Situation situation) {
  const auto rules_out = [&](const Impossibility& row) {
    return row.command == command && has_value(row.situations, situation);
  };
  const auto& impossible = impossibilities();
  const auto ruled_out = std::count_if(impossible.begin(), impossible.end(), rules_out);
  return expectations_about(command, situation).size() + static_cast<std::size_t>(ruled_out);
}

const Expectation* expectation_of(CommandKind command, Situation situation) {
  const auto found = expectations_about(command, situation);
  return found.empty() ? nullptr : found.front();
}

std::string code_at(const Expectation& expectation, EntryPointName entry_point) {
  for (const auto& other : expectation.others) {
    if (has_value(other.entry_points, entry_point)) return other.code;
  }
  return expectation.code;
}

}  // namespace ledger::test
