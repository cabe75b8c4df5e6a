// TCP on 127.0.0.1 for proxies: sockets, and a thread for each connection that is accepted.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <list>
#include <string>
#include <string_view>
#include <thread>

namespace ledger::test {

/// Owns a file descriptor.
class Socket {
 public:
  explicit Socket(int descriptor) : descriptor_(descriptor) {}
  ~Socket();
  Socket(Socket&& other) noexcept;
  Socket& operator=(Socket&&) = delete;
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  [[nodiscard]] int get() const { return descriptor_; }

 private:
  int descriptor_ = -1;
};

/// Connects to 127.0.0.1. What is sent on the socket of a refused connection fails.
Socket connect_to_loopback(std::uint16_t port);

/// False once the connection is over.
bool send_all(const Socket& socket, std::string_view bytes);

/// Waits for data and returns it, at most 64 KiB; empty at the end of the stream.
std::string receive_some(const Socket& socket);

/// Returns true if there is something to read, also at the end of the stream. Does not wait.
bool is_readable(const Socket& socket);

/// Waits for a moment until one of the two can be read; false if neither can. Either may be null.
bool await_either(const Socket* one, const Socket* other);

/// Listens on a free port and calls `serve` for each connection, in a thread of its own, until it returns. `serve` has
/// to return soon once is_stopping().
class LoopbackListener {
 public:
  using Serve = std::function<void(const Socket& client)>;
  explicit LoopbackListener(Serve serve);
  /// Waits for all connections.
  ~LoopbackListener();
  LoopbackListener(const LoopbackListener&) = delete;
  LoopbackListener& operator=(const LoopbackListener&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] bool is_stopping() const { return stopping_; }

 private:
  void accept_connections();

  Serve serve_;
  Socket listener_;
  std::uint16_t port_ = 0;
  std::atomic<bool> stopping_{false};
  std::list<std::thread> connections_;
  std::thread acceptor_;
};

}  // namespace ledger::test
