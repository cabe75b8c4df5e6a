// Going on deliberately after the relay has stopped.
#pragma once

#include "outbox/recovery/resume_plan.hpp"
#include "outbox/topics/relay_settings.hpp"

namespace ledger {

/// Makes events up to the order's position count as published; the next one is the one behind it. Makes topics that are
/// missing. Where published events are given up thereby, begins a new epoch: tells consumers of both topics, and sees
/// to it that no account number comes again and that erasures which were given up are repeated. May be called again if
/// it was interrupted: it goes on. Waits for the lease, so no relay may be working. Throws std::runtime_error with what
/// is wrong and which command would do; kafka::Failure, ConnectionLost, StatementFailed.
void resume(const RelaySettings& settings, const ResumeOrder& order);

}  // namespace ledger
