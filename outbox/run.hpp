// The default command: relay every journal until stopped.
#pragma once

#include <string>

#include "ledger/process/program.hpp"
#include "ledger/tracing/tracer.hpp"
#include "outbox/topics/relay_settings.hpp"

namespace ledger {

/// Runs a relay for each journal, and the status server at `status_address`; the exit status. Waits for the database
/// if it is away. Spans of traced events go to `tracer`.
int run_relays(const RelaySettings& settings, const std::string& status_address, const Tracer& tracer,
               StopSignal& stop);

/// Prints whether the relay could work with these settings; 0 if so, else 1. Topics that are missing are no problem, as
/// the first start makes them.
int check_relay(const RelaySettings& settings);

}  // namespace ledger
