// Running ledgerctl from tests, as an operator does.
#pragma once

#include <string>
#include <vector>

#include "ledger/postgres/database_settings.hpp"
#include "tests/support/process.hpp"

namespace ledger::test {

/// What a command printed to standard output, and its exit code.
struct Ran {
  int exit_code = 0;
  std::string output;
};

/// Runs it to its end; its log is shown with failures.
Ran run_ledgerctl(const DatabaseSettings& settings, const std::vector<std::string>& arguments,
                  const Process::Environment& environment = {});

}  // namespace ledger::test
