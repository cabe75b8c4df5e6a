// Shows a running ledger in a terminal, again and again.
#pragma once

#include <chrono>

#include "ledger/ctl/views/services.hpp"
#include "ledger/postgres/database_settings.hpp"

namespace ledger {

struct TopOptions {
  std::chrono::seconds interval{2};
  /// Prints one frame, measured over one interval, and ends.
  bool once = false;
  /// Of one frame only.
  bool json = false;
};

/// Until SIGINT or SIGTERM, unless it prints one frame only. A database or service that does not answer is shown as
/// such. Returns the exit code.
int run_top(const DatabaseSettings& settings, const ServiceAddresses& services, const TopOptions& options);

}  // namespace ledger
