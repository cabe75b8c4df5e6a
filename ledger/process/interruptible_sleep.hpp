// Waiting for a time, in a thread that may be asked to stop meanwhile.
#pragma once

#include <chrono>
#include <stop_token>

namespace ledger {

/// Sleeps for `duration`, but ends at once when a stop is requested. Returns true if it slept to the end. Hold no lock
/// meanwhile.
bool sleep_unless_stopped(const std::stop_token& stop, std::chrono::milliseconds duration);

}  // namespace ledger
