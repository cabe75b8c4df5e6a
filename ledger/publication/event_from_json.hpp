// Reading events back from the JSON that the relay published.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ledger/domain/epochs.hpp"
#include "ledger/domain/event.hpp"

namespace ledger {

/// An event as ledger.events.v1 has it.
struct PublishedEvent {
  Event event;
  /// The epoch in which it was published; the hash does not cover it.
  Epoch epoch = first_epoch;
};

/// Reads what append_event_json() writes, every hashed field byte for byte; nothing for anything else. Members that it
/// does not know are ignored, and so are those that follow from the others, which older programs did not write.
std::optional<PublishedEvent> parse_event_json(std::string_view json);

/// Describes an event that a newer program has published: "an event of type bonus_credited, schema version 1, at
/// position 0:17". Returns nothing for an event that this program understands, and for a text that is no event.
std::optional<std::string> newer_event_in(std::string_view json);

}  // namespace ledger
