// Every bound of the HTTP server that can be set.
#pragma once

#include <chrono>
#include <cstddef>

namespace ledger::api {

/// All greater than zero, but for `wait_max`. Deadlines are checked a few times a second, so they are kept to about 0.2
/// s.
struct HttpLimits {
  std::size_t threads = 2;
  std::size_t connections_max = 4096;
  /// A connection may stay without a request for so long.
  std::chrono::milliseconds idle{60'000};
  /// From the first byte of a head to its last.
  std::chrono::milliseconds head{10'000};
  /// From the last byte of the head to that of the body.
  std::chrono::milliseconds body{10'000};
  /// Same limit for a body that is read piece by piece.
  std::chrono::milliseconds streamed_body{60'000};
  /// The least pace of such a body, and the time by which it may be late.
  std::size_t upload_bytes_per_second_min = std::size_t{16} * 1024;
  std::chrono::milliseconds upload_grace{5'000};
  /// A request that has waited longer in its socket is refused while the server is behind; zero: none is.
  std::chrono::milliseconds wait_max{25};
  /// The time for the client to take the whole answer.
  std::chrono::milliseconds answer{10'000};
  /// A client that takes nothing of an answer that is made while it is sent, such as events, for so long is let go.
  std::chrono::milliseconds stream_stall{60'000};
};

}  // namespace ledger::api
