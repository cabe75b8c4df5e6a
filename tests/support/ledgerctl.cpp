#include "tests/support/ledgerctl.hpp"

#include "tests/support/api/api_server.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/environment.hpp"

namespace ledger::test {

Ran run_ledgerctl(const DatabaseSettings& settings, const std::vector<std::string>& arguments,
                  const Process::Environment& environment) {
  auto all = database_environment(settings);
  all.insert(environment.begin(), environment.end());
  Process process(program_path("ledgerctl"), arguments, all);
  Ran ran;
  while (const auto line = process.next_line()) ran.output += *line + "\n";
  ran.exit_code = process.wait();
  UNSCOPED_INFO(process.log());
  return ran;
}

}  // namespace ledger::test
