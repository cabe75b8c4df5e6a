// `ledger-outbox verify` as an operator runs it.
#pragma once

#include <optional>
#include <stop_token>

#include "outbox/topics/relay_settings.hpp"

namespace ledger {

/// Compares one journal, or all, with the events topic and prints what was found. The program's exit code: 0 if they
/// agree, 2 at the first difference. Throws like verify_topic().
int run_topic_verify(const RelaySettings& settings, std::optional<JournalId> journal, const std::stop_token& stop);

}  // namespace ledger
