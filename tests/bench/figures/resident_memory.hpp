// How much memory a process has, as the kernel counts it.
#pragma once

#include <sys/types.h>

namespace ledger::bench {

/// The pages of a process that are in memory now, and the most that ever were, in MB.
struct ResidentMemory {
  double now_mb = 0;
  double most_mb = 0;
};

/// Throws std::runtime_error if there is no such process.
ResidentMemory resident_memory_of(pid_t process);

}  // namespace ledger::bench
