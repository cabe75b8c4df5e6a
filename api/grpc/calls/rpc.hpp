// A method of a service while the server runs: its name, who may call it, and its counts.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "api/auth/principals/access.hpp"

namespace ledger::api {

struct CallSeries;

/// Outlives all calls of the method.
struct Rpc {
  /// "/ledger.v1.Ledger/Deposit", as it stands on the wire.
  std::string path;
  /// The callers that are admitted.
  Access access;
  /// The largest request that it takes.
  std::size_t request_bytes_max;
  CallSeries& series;

  /// "ledger.v1.Ledger/Deposit"
  [[nodiscard]] std::string_view name() const { return std::string_view(path).substr(1); }
};

}  // namespace ledger::api
