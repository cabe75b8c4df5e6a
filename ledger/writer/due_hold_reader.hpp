// Finds the holds whose time is over, page by page.
#pragma once

#include <chrono>
#include <optional>
#include <stop_token>
#include <vector>

#include "ledger/domain/values/ids.hpp"
#include "ledger/domain/values/uid.hpp"
#include "ledger/postgres/database_settings.hpp"
#include "ledger/postgres/postgres.hpp"

namespace ledger {

/// A place in the order in which holds become due: by expiry (microseconds since 1970-01-01 UTC) and uid.
struct DuePlace {
  std::int64_t expires_us = 0;
  Uid uid;
};

/// A hold whose time is over, as table open_hold has it.
struct DueHold {
  DuePlace place;
  AccountId account;
};

/// The result of a look.
struct DuePage {
  /// In order; fewer than `due_holds_page` at the end.
  std::vector<DueHold> holds;
  /// The time until the next open hold becomes due; nothing if none does within a second.
  std::optional<std::chrono::microseconds> next_in;
};

/// Parameters: expiry and uid of a place (bigint, uuid). The first holds behind it that are due by the database's
/// clock, and the first that will be within a second, with the microseconds until then; null for the others.
extern const char* const due_holds_sql;
/// The most holds on a page.
constexpr int due_holds_page = 250;

/// A connection of its own, made anew after an error. Not for several threads at once.
class DueHoldReader {
 public:
  DueHoldReader(DatabaseSettings settings, std::stop_token stop);

  /// The first due holds behind the place. The clock is read on the way, so the next look finds more. Throws
  /// ConnectionLost or StatementFailed.
  DuePage page_behind(const DuePlace& place);

 private:
  const DatabaseSettings settings_;
  const std::stop_token stop_;
  std::optional<PostgresConnection> connection_;
};

}  // namespace ledger
