// Apart from what benchmarks link, which have no test framework.
#include "tests/support/catch.hpp"
#include "tests/support/kafka/running_ledger.hpp"

namespace ledger::test {

int run_outbox(const std::vector<std::string>& arguments, const Process::Environment& environment) {
  Process command(program_path("ledger-outbox"), arguments, environment);
  const int code = command.wait();
  UNSCOPED_INFO(command.log());
  return code;
}

}  // namespace ledger::test
