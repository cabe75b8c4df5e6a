// Publishing a range again, to a side topic for a new consumer.
#pragma once

#include "outbox/topics/relay_settings.hpp"

namespace ledger {

struct ReplayRange {
  JournalId journal;
  Position from;
  /// Inclusive.
  Position to;
};

/// Publishes the events of the range, in order, with the same keys, headers and values as at first, to `topic`, which
/// is made if it is missing. Not a transaction: if it is interrupted, begin anew with an empty topic. Throws
/// std::runtime_error for a range or topic that cannot be; kafka::Failure, ConnectionLost, JournalDiffers.
void replay(const RelaySettings& settings, const ReplayRange& range, const std::string& topic,
            const std::stop_token& stop);

}  // namespace ledger
