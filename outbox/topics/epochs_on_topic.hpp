// Epochs as the events topic tells them, for when a journal's cursor was lost.
#pragma once

#include "ledger/domain/epochs.hpp"
#include "outbox/kafka/admin.hpp"
#include "outbox/topics/relay_settings.hpp"

namespace ledger {

/// The journal's rewinds that stand on the events topic, for when its cursor was lost. Reads all of one partition.
/// Throws kafka::Failure; without the topic there is the first epoch alone.
Epochs epochs_on_topic(const RelaySettings& settings, JournalId journal, kafka::Admin& admin);

}  // namespace ledger
