// Every bound of the gRPC server that can be set.
#pragma once

#include <chrono>
#include <cstddef>

namespace ledger::api {

/// All greater than zero.
struct GrpcLimits {
  /// Event loops, a thread each, on which calls are worked on; gRPC has threads of its own for the network.
  std::size_t threads = 1;
  /// Calls under way, streams included; beyond it RESOURCE_EXHAUSTED.
  std::size_t calls_max = 4'096;
  /// Calls that one connection may have under way; HTTP/2 makes the client wait with more.
  std::size_t connection_calls_max = 256;
  /// The largest request; no command comes near it.
  std::size_t request_bytes_max = 65'536;
  /// … but for RecordTransactions, with many commands.
  std::size_t bulk_request_bytes_max = 4U << 20U;
  /// Metadata of a call, a bearer token included.
  std::size_t metadata_bytes_max = 16'384;
  /// Memory for what gRPC has received and not yet handed over.
  std::size_t buffer_bytes_max = 256U << 20U;
  /// A connection on which nothing has come for so long is asked whether it is alive …
  std::chrono::milliseconds keepalive_interval{60'000};
  /// … and closed if it does not answer within this time.
  std::chrono::milliseconds keepalive_timeout{20'000};
  /// A client that takes nothing of a stream for so long is let go; it can go on where it was.
  std::chrono::milliseconds write_patience{60'000};
  /// Clients that ask more often than this are sent away.
  std::chrono::milliseconds client_keepalive_interval_min{10'000};
  /// A connection without a call is closed after so long.
  std::chrono::milliseconds idle{600'000};
};

}  // namespace ledger::api
