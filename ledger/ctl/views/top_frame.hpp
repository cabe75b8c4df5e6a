// One look at a running ledger, and what two of them tell. Pure.
#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string>

#include "ledger/ctl/views/answer.hpp"
#include "ledger/ctl/views/ledger_state.hpp"
#include "ledger/ctl/views/metrics_page.hpp"
#include "ledger/ctl/views/services.hpp"

namespace ledger {

/// What a service showed.
struct ServiceLook {
  /// "ready", or why it is not.
  std::string state = "not asked";
  MetricsPage metrics = {};
};

struct Look {
  std::chrono::steady_clock::time_point at{};
  /// Nothing if the database did not answer.
  std::optional<LedgerState> ledger = {};
  /// Why it did not.
  std::string database_trouble = {};
  ServiceLook api = {};
  ServiceLook projector = {};
  ServiceLook outbox = {};
};

/// What stands at `later`, with rates since `earlier`. Facts `database` and `clock`, and tables `journals`,
/// `followers`, `work` (of the three programs that were asked) and `services`.
Answer frame_of(const Look& earlier, const Look& later, const ServiceAddresses& services);

}  // namespace ledger
