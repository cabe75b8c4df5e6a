// Tells from where the topics end whether they still hold what was published.
#pragma once

#include <optional>
#include <string>

#include "outbox/kafka/admin.hpp"
#include "outbox/topics/relay_note.hpp"

namespace ledger {

/// A partition that ends before what was published to it, in words; nothing if none does. The end of the last
/// transaction may be written to a partition a moment after it was committed, so only a second look is certain. Throws
/// kafka::Failure, also where a topic is missing.
std::optional<std::string> find_lost_records(const RelayNote& published, kafka::Admin& admin);

}  // namespace ledger
