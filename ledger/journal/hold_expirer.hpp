// Lets holds expire: whoever serves commands also asks for the ones that are due.
#pragma once

#include <prometheus/registry.h>

#include <chrono>
#include <memory>

#include "ledger/common/database_settings.hpp"
#include "ledger/journal/writer.hpp"

namespace ledger {

/// A thread that looks for holds whose time is over, by the database's clock, and hands an ExpireHold for each to the
/// writer. Any number of replicas may do so: what is asked for twice is a replay. After an outage it takes up all that
/// became due meanwhile, the oldest first.
class HoldExpirer {
 public:
  /// `writer` and `metrics` must outlive it. The database may be away.
  HoldExpirer(DatabaseSettings settings, Writer& writer, prometheus::Registry& metrics);
  /// Ends within a second or two, also while the database hangs.
  ~HoldExpirer();
  HoldExpirer(const HoldExpirer&) = delete;
  HoldExpirer& operator=(const HoldExpirer&) = delete;

 private:
  class Loop;
  std::unique_ptr<Loop> loop_;
};

}  // namespace ledger
