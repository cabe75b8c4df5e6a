// Reads that must include a certain write wait until the database holds it: it may be one that follows another.
#pragma once

#include "api/http/task.hpp"
#include "api/services/known_position.hpp"
#include "api/services/services.hpp"
#include "ledger/publication/position_token.hpp"

namespace ledger::api {

/// Waits up to 2 s for the position's journal to reach it, in an epoch that is not before the position's; false if it
/// has not by then. Throws PositionVoid, where the position is what the caller calls `field`, and ReadsUnavailable.
Task<bool> await_position(Services& services, PositionToken position, std::string_view field);

/// Waits likewise if the position is of an epoch that is not known here yet: this database follows another one. Throws
/// ReadsUnavailable `position_not_reached` and PositionVoid.
Task<void> await_epoch(Services& services, KnownPosition known);

/// Stable code and text for people where it was not reached.
constexpr std::string_view position_not_reached_code = "position_not_reached";
constexpr std::string_view position_not_reached_detail = "this database has not reached the position within 2 s";

}  // namespace ledger::api
