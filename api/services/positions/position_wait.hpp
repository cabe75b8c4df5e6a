// Reads that must include a certain write wait until the database holds it: it may be one that follows another.
#pragma once

#include "api/coroutines/task.hpp"
#include "api/services/context/app_context.hpp"
#include "api/services/positions/known_position.hpp"
#include "ledger/publication/position_token.hpp"

namespace ledger::api {

/// Waits up to 2 s for the position's journal to reach it, in an epoch that is not before the position's. Returns false
/// if it has not by then. Throws ReadsUnavailable, and PositionVoid with `field`, the caller's name for the position.
Task<bool> await_position(AppContext& services, PositionToken position, std::string_view field);

/// A position that an answer must include, and the caller's name for the field that it was given in.
struct MinimumPosition {
  std::optional<PositionToken> position = std::nullopt;
  std::string_view field = {};
};

/// Waits for the position likewise; returns at once if there is none. Throws ReadsUnavailable `position_not_reached`
/// with the field if it is not reached, and PositionVoid.
Task<void> await_minimum(AppContext& services, MinimumPosition least);

/// Returns what can be asked for at once. A position of an epoch that is not known here yet is waited for likewise,
/// since this database follows another one. A time becomes the position at which the journal stood then, once the
/// journal has passed it; a journal that has not within 2 s may change still. Throws ReadsUnavailable
/// `position_not_reached` and PositionVoid.
Task<KnownPosition> await_known(AppContext& services, JournalId journal, KnownPosition known);

}  // namespace ledger::api
