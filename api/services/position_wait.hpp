// Reads that must include a certain write wait until the database holds it: it may be one that follows another.
#pragma once

#include "api/http/task.hpp"
#include "api/services/services.hpp"
#include "ledger/publication/position_token.hpp"

namespace ledger::api {

/// Waits up to 2 s for the position's journal to reach it; false if it has not by then. Throws ReadsUnavailable.
Task<bool> await_position(Services& services, PositionToken position);

/// Stable code and text for people where it was not reached.
constexpr std::string_view position_not_reached_code = "position_not_reached";
constexpr std::string_view position_not_reached_detail = "this database has not reached the position within 2 s";

}  // namespace ledger::api
