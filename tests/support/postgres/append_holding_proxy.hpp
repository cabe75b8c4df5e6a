// A TCP proxy before PostgreSQL that holds back one optimistic append, or its end.
#pragma once

#include <atomic>
#include <cstddef>

#include "ledger/postgres/database_settings.hpp"
#include "tests/support/loopback.hpp"

namespace ledger::test {

/// Forwards to the server of the given settings. Of one optimistic append it forwards only the first bytes, like a
/// client that stopped while it sent, and the others when it is told to.
class AppendHoldingProxy {
 public:
  explicit AppendHoldingProxy(DatabaseSettings server);

  /// Returns settings that lead to the server through the proxy.
  [[nodiscard]] DatabaseSettings settings() const;

  /// Holds the next append behind its first `bytes`, of which it has more. To be called while none is held.
  void hold_next(std::size_t bytes);
  /// Returns true while an append is held, and its first bytes have been forwarded.
  [[nodiscard]] bool is_holding() const { return state_ == State::holding || state_ == State::cut; }
  /// Ends the connection of the client whose append is held. The server does not learn of it, and gets what the client
  /// had sent with release().
  void cut_client() { state_ = State::cut; }
  /// Lets the rest of the append go. If its client was cut off, waits until the server has answered it; returns false
  /// if it does not in time.
  bool release();

  /// Holds no append any more, whether one was held or is still to come. Returns like release().
  bool hold_none();

  /// Returns how long the last append was that was begun, in bytes.
  [[nodiscard]] std::size_t append_bytes() const { return append_bytes_; }

 private:
  enum class State { forwarding, armed, holding, cut, releasing, answered };

  void forward(const Socket& client);
  /// Returns false once the connection is over.
  bool forward_to_server(const Socket& client, const Socket& server);
  bool hold(const Socket& client, const Socket& server, std::size_t begin, const std::string& bytes);

  const DatabaseSettings server_;
  std::atomic<State> state_{State::forwarding};
  std::atomic<std::size_t> held_behind_{0};
  std::atomic<std::size_t> append_bytes_{0};
  LoopbackListener listener_;
};

}  // namespace ledger::test
