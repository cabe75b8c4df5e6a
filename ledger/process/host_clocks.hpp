// Reading the host's clocks.
#pragma once

#include "ledger/domain/clock_agreement.hpp"

namespace ledger {

/// Both clocks as of one moment, to within a millisecond unless the host is overloaded.
HostClocks read_host_clocks();

/// The time since the host's start, sleep included.
std::chrono::microseconds time_since_boot();

}  // namespace ledger
