// A journal's position as everybody outside writes it: in Ledger-Position, on Kafka records, in the ids of streams.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ledger/domain/epochs.hpp"

namespace ledger {

/// A position together with its epoch, since after a restore another event may stand at the same position.
struct PositionToken {
  JournalId journal;
  Position position;
  Epoch epoch = first_epoch;
  bool operator==(const PositionToken&) const = default;
};

/// "0:123" in the first epoch, "0:123:2" in the second.
std::string to_string(const PositionToken& token);
/// Reads what to_string() writes; nothing for anything else.
std::optional<PositionToken> parse_position_token(std::string_view text);

}  // namespace ledger
