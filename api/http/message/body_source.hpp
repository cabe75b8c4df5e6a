// A request's body that is taken piece by piece, as it arrives.
#pragma once

#include <string_view>
#include <variant>

#include "api/coroutines/task.hpp"
#include "api/http/message/problem.hpp"

namespace ledger::api {

/// Bytes, none at the end; or why there are no more: the client has gone or is too slow.
using BodyPiece = std::variant<std::string_view, Problem>;

/// Supplies the pieces of a body. Pieces that a handler does not take are never read, and the connection is closed.
class BodySource {
 public:
  BodySource() = default;
  BodySource(const BodySource&) = delete;
  BodySource& operator=(const BodySource&) = delete;

  /// The next piece, which is valid until the next call.
  virtual Task<BodyPiece> read_piece() = 0;

 protected:
  ~BodySource() = default;
};

}  // namespace ledger::api
