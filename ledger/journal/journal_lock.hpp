// Limits how long a session may hold a journal's lock, while every writer of that journal waits.
#pragma once

#include "ledger/postgres/database_settings.hpp"

namespace ledger {

/// The limits of a session that takes a journal's lock: the server ends one that says nothing for three seconds, or
/// takes nothing of what it is sent, because its program or its host froze. A command's own deadline is longer, so that
/// it survives one such wait.
constexpr SessionLimits holding_journal_lock(SessionLimits limits) {
  limits.idle_in_transaction = std::chrono::seconds(3);
  limits.unread = std::chrono::seconds(3);
  return limits;
}

}  // namespace ledger
