// A consumer that folds both topics, epochs and tombstones included, and is held against the journal.
#pragma once

#include <string>

#include "ledger/postgres/database_settings.hpp"
#include "outbox/topics/relay_settings.hpp"
#include "tests/support/kafka/committed_topic.hpp"

namespace ledger::test {

/// Returns all current committed records of a topic, partition by partition.
std::vector<ConsumedRecord> whole_topic(const RelaySettings& settings, const std::string& topic);

/// Reads both topics to their ends. Empty if the events that are valid are those of the journal from 1 on, each once,
/// chained and in version order per account, and if the newest record of each account on the balances topic is the
/// account's state in the journal, with none missing and none too many; else what is wrong.
std::string fault_of_consumer(const RelaySettings& settings, const DatabaseSettings& database);

}  // namespace ledger::test
