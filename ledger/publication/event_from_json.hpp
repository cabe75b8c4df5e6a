// Reading events back from the JSON that the relay published.
#pragma once

#include <optional>
#include <string_view>

#include "ledger/domain/epochs.hpp"
#include "ledger/domain/event.hpp"

namespace ledger {

/// An event as ledger.events.v1 has it.
struct PublishedEvent {
  Event event;
  /// In which it was published; the hash does not cover it.
  Epoch epoch = first_epoch;
};

/// Reads what append_event_json() writes, every hashed field byte for byte; nothing for anything else. Members that it
/// does not know are ignored.
std::optional<PublishedEvent> parse_event_json(std::string_view json);

}  // namespace ledger
