// The refusals that reads throw though the query and its connection are in order.
#pragma once

#include <string>
#include <string_view>

namespace ledger::api {

/// The database cannot be asked within the time allowed.
struct ReadsUnavailable {
  /// Stable code: "database_away", "reads_busy".
  std::string_view code;
  std::string detail;
  /// The name of the parameter or header that asked for what is not there; empty for other reasons.
  std::string field = {};
};

/// A client names a position whose event was given up after a restore.
struct PositionVoid {
  /// Up to where the position's epoch is valid, in which epoch the journal is, and what to do.
  std::string detail;
  /// The name of the parameter or header that the position came in.
  std::string field;
};

constexpr std::string_view position_void_code = "position_void";

}  // namespace ledger::api
