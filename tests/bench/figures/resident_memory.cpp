#include "tests/bench/figures/resident_memory.hpp"

#include <fstream>
#include <iterator>
#include <string>

#include "tests/bench/loads/load.hpp"

namespace ledger::bench {

ResidentMemory resident_memory_of(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/status");
  const std::string text(std::istreambuf_iterator<char>(file), {});
  // In KiB.
  return {.now_mb = number_after(text, "VmRSS:") * 1024 / 1e6, .most_mb = number_after(text, "VmHWM:") * 1024 / 1e6};
}

}  // namespace ledger::bench
