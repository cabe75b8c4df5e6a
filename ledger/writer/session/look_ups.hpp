// Parts of a batch's look-ups under the lock that its first half and its catching up share.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "ledger/domain/commands/command.hpp"
#include "ledger/journal/event_row.hpp"
#include "ledger/writer/batch/batch.hpp"

namespace ledger {

/// Events of another writer that are read to keep the cache; of more, only the last.
constexpr std::int64_t catch_up_events_max = 5'000;

/// Returns the uids of the transactions that commands refer to without being them.
inline std::vector<std::span<const std::uint8_t>> referred_uids(std::span<const Command> commands) {
  std::vector<std::span<const std::uint8_t>> uids;
  for (const auto& command : commands) {
    if (const auto* uid = referred_uid(command)) uids.emplace_back(uid->bytes);
  }
  return uids;
}

/// Returns the event in the first row of a journal's end; nothing if the row has the clock alone.
inline std::optional<ChainHead> head_in(const PostgresResult& rows) {
  if (rows.is_null(0, 0)) return std::nullopt;
  const auto event = event_in(rows, 0);
  return ChainHead{.at = point_of(event), .recorded = event.recorded};
}

}  // namespace ledger
