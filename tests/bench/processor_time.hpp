// The processor time that processes took, as the kernel counts it: sampling tools mislead over short times.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <vector>

#include "ledger/postgres/database_settings.hpp"

namespace ledger::bench {

/// Microseconds of all threads of these processes since each began; one that has ended counts as 0. In steps of 10 ms.
std::int64_t processor_time_us(const std::vector<pid_t>& processes);

/// The server processes that serve sessions of this database now, the asking one left out. On this machine.
std::vector<pid_t> backends_of(const DatabaseSettings& settings);

}  // namespace ledger::bench
