// A TCP proxy that puts a server at a distance: every byte takes some time in either direction.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>

#include "ledger/postgres/database_settings.hpp"

namespace ledger::bench {

/// Forwards to the server by a thread of its own, with bounded memory a connection. What has begun to arrive is sent on
/// `each_way` later; any number of bytes may be under way at once, as on a long line.
class DelayProxy {
 public:
  DelayProxy(const DatabaseSettings& server, std::chrono::milliseconds each_way);
  /// Cuts all connections.
  ~DelayProxy();
  DelayProxy(const DelayProxy&) = delete;
  DelayProxy& operator=(const DelayProxy&) = delete;

  /// Returns the same settings with the way through the proxy.
  [[nodiscard]] DatabaseSettings way_to(DatabaseSettings server) const;
  /// Returns the processor time of the proxy's thread.
  [[nodiscard]] std::int64_t processor_time_us() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ledger::bench
