// Tells followers of a commit that ends a pause, by PostgreSQL's NOTIFY (PostgreSQL manual, NOTIFY). While commits
// follow one another nothing is sent: followers look often enough by themselves then, and every NOTIFY takes a lock
// that all sessions of the server share.
#pragma once

#include <fmt/format.h>

#include <chrono>
#include <string>

#include "ledger/domain/values/ids.hpp"

namespace ledger {

/// A writer sends a notice if it has recorded nothing for this long. A follower must look often for longer than this
/// after it has begun to listen, and after each event that it finds.
constexpr std::chrono::milliseconds notice_pause{500};

/// Takes the channel. Another database's commit may have the lock that a NOTIFY takes, and must not be waited for.
constexpr const char* send_notice_sql =
    "select pg_catalog.set_config('lock_timeout', '100', true), pg_catalog.pg_notify($1::text, '')";

/// Returns the channel of a journal's notices: a name that needs no quotes in SQL.
inline std::string notice_channel(JournalId journal) { return fmt::format("ledger_journal_{}", journal.value); }

}  // namespace ledger
