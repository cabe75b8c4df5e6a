// Lets holds expire: whoever serves commands also asks for the ones that are due.
#pragma once

#include <prometheus/registry.h>

#include <chrono>
#include <functional>
#include <memory>

#include "ledger/postgres/database_settings.hpp"
#include "ledger/writer/writer.hpp"

namespace ledger {

/// Settings of the search for due holds.
struct HoldExpirerOptions {
  /// Nothing is looked for while it returns false. It is called from the expirer's thread, before every page of holds,
  /// and must neither throw nor block.
  std::function<bool()> may_expire = [] { return true; };
  /// The interval at which all due holds are looked for, and not only those that have become due since the last look.
  std::chrono::milliseconds full_look_interval{30'000};
};

/// A thread that looks for holds whose time is over, by the database's clock, and hands an ExpireHold for each to the
/// writer, in independent groups between which others' commands are decided. Any number of replicas may do so: what is
/// asked for twice is a replay. After an outage it takes up all that became due meanwhile, the longest overdue first.
class HoldExpirer {
 public:
  /// `writer` and `metrics` must outlive it. The database may be away.
  HoldExpirer(DatabaseSettings settings, Writer& writer, prometheus::Registry& metrics,
              HoldExpirerOptions options = {});
  /// Ends within a second or two, also while the database hangs.
  ~HoldExpirer();
  HoldExpirer(const HoldExpirer&) = delete;
  HoldExpirer& operator=(const HoldExpirer&) = delete;

 private:
  class Loop;
  std::unique_ptr<Loop> loop_;
};

}  // namespace ledger
