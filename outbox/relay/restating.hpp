// Balances told again after a rewind, so that consumers of the compacted topic forget what void events had told them.
#pragma once

#include <stop_token>

#include "outbox/kafka/admin.hpp"
#include "outbox/kafka/producer.hpp"
#include "outbox/topics/relay_note.hpp"
#include "outbox/topics/relay_settings.hpp"

namespace ledger {

/// Publishes, with the current epoch, the balance of every account that the void events had touched, as it is at the
/// cursor, and a tombstone for each that there is no more; of all accounts that consumers know where the cursor says
/// so, since the void events could not all be read, and of all that there are behind a gap. Goes on where an earlier
/// try ended, a page of accounts in one Kafka transaction, and keeps the place in the cursor. Does nothing unless
/// `published` says that it is due. Throws kafka::Failure, ConnectionLost, StatementFailed; std::runtime_error once
/// stopped.
void finish_restating(const RelaySettings& settings, kafka::Admin& admin, kafka::Producer& producer,
                      RelayNote& published, const std::stop_token& stop);

}  // namespace ledger
