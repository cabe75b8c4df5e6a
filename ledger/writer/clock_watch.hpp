// Looks at the clocks every second, also while nothing is written.
#pragma once

#include <prometheus/registry.h>

#include <memory>

#include "ledger/postgres/database_settings.hpp"
#include "ledger/writer/session/clock_gate.hpp"

namespace ledger {

/// A thread with a connection of its own, which shows a gate what it reads. While the database does not answer it shows
/// the host's clocks alone.
class ClockWatch {
 public:
  /// `gate` and `metrics` must outlive it. The database may be away.
  ClockWatch(DatabaseSettings settings, ClockGate& gate, prometheus::Registry& metrics);
  /// Ends within a second or two, also while the database hangs.
  ~ClockWatch();
  ClockWatch(const ClockWatch&) = delete;
  ClockWatch& operator=(const ClockWatch&) = delete;

 private:
  class Loop;
  std::unique_ptr<Loop> loop_;
};

}  // namespace ledger
