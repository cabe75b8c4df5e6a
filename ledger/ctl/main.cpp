#include "ledger/common/program.hpp"

int main() {
  ledger::StopSignal stop;
  return ledger::run_program("ledger", [] { return 0; });
}
