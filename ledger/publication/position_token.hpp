// A journal's position as everybody outside writes it: in Ledger-Position, on Kafka records, in the ids of streams.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ledger/domain/ids.hpp"

namespace ledger {

struct PositionToken {
  JournalId journal;
  Position position;
  bool operator==(const PositionToken&) const = default;
};

/// "0:123"
std::string to_string(const PositionToken& token);
/// Reads "0:123"; nothing for anything else.
std::optional<PositionToken> parse_position_token(std::string_view text);

}  // namespace ledger
