// Settings that every session with PostgreSQL is given at its start, so that neither the server's configuration nor a
// setting of the role or the database decides how a statement is planned, how long it waits or what a text means.
#pragma once

#include <string>
#include <vector>

#include "ledger/postgres/database_settings.hpp"

namespace ledger {

/// The way in which the statements of a session are planned.
enum class Plans {
  /// Look-ups and pages by index only, with a plan that is made once for all values of a statement's parameters. For
  /// everything that reads or writes the ledger, verify and rebuild included: they read whole tables a page at a time.
  by_index,
  /// The planner decides, and may scan a whole table. For migrations, which rewrite tables once.
  by_cost,
};

/// A session, before it is there.
struct Session {
  /// Shows in pg_stat_activity.
  std::string application;
  SessionLimits limits = {};
  Plans plans = Plans::by_index;
};

/// A setting of PostgreSQL and the value that a session gives it, as the server's SHOW answers it without units.
struct SessionSetting {
  const char* name;
  std::string value;
};

/// All settings of a session but synchronous_commit, which session_sql() only raises. `server_version` is what
/// PQserverVersion() answers: older servers do not know every setting.
std::vector<SessionSetting> session_settings(const Session& session, int server_version);

/// The one statement that applies them, for a single round trip: a SELECT of one row, to which a WHERE may be added.
/// Sent as a statement because PgBouncer refuses the startup parameter `options`, and drops it in silence where it was
/// told to ignore it.
std::string session_sql(const Session& session, int server_version);

}  // namespace ledger
