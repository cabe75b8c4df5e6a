// Balances told again after a rewind, so that consumers of the compacted topic forget what void events had told them.
#pragma once

#include <stop_token>

#include "outbox/kafka/admin.hpp"
#include "outbox/kafka/producer.hpp"
#include "outbox/topics/relay_note.hpp"
#include "outbox/topics/relay_settings.hpp"

namespace ledger {

/// Publishes again, with the current epoch, the balance at the cursor of each account that void events touched. An
/// account that is gone gets a tombstone. If the void events cannot all be read, or if the cursor says so, it publishes
/// every account that the balances topic knows, and every account in the database. A page of
/// accounts is one Kafka transaction, and the cursor keeps the place, so this goes on where an earlier try ended. Does
/// nothing unless `published` says that it is due. Throws kafka::Failure, ConnectionLost, StatementFailed;
/// std::runtime_error once stopped.
void finish_restating(const RelaySettings& settings, kafka::Admin& admin, kafka::Producer& producer,
                      RelayNote& published, const std::stop_token& stop);

}  // namespace ledger
