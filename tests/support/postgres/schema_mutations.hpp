// Random changes of the schema and of rights, as SQL.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "tests/support/journal/mutated_ledger.hpp"

namespace ledger::test {

/// Makes changes that weaken, widen or merely alter what the migrations made.
class SchemaMutations {
 public:
  SchemaMutations(MutatedLedger& ledger, std::uint32_t seed);

  /// The database may refuse it: ask for another one then.
  std::string any();

 private:
  template <class Value>
  const Value& one_of(const std::vector<Value>& values) {
    return values[random_() % values.size()];
  }
  std::string of_table();
  std::string of_column();
  std::string of_part();
  std::string of_right();
  std::string of_function();
  std::string of_rest();

  std::mt19937 random_;
  std::vector<std::string> tables_;
  /// "table column"
  std::vector<std::string> columns_;
  /// "table constraint"
  std::vector<std::string> constraints_;
  std::vector<std::string> indexes_;
  /// "table trigger"
  std::vector<std::string> triggers_;
  std::vector<std::string> functions_;
};

}  // namespace ledger::test
