// A connection to an HTTP server that has one request under way at a time and never blocks.
#pragma once

#include <netinet/in.h>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace ledger::arrivals {

using Clock = std::chrono::steady_clock;

class HttpConnection {
 public:
  /// Connects, which may take a moment. Throws std::system_error.
  explicit HttpConnection(const sockaddr_in& server);
  ~HttpConnection();
  HttpConnection(HttpConnection&& other) noexcept;
  HttpConnection& operator=(HttpConnection&& other) noexcept;
  HttpConnection(const HttpConnection&) = delete;
  HttpConnection& operator=(const HttpConnection&) = delete;

  /// Sends a whole request that was due at `due`. Returns false if the connection is over.
  bool send(std::string_view request, Clock::time_point due);

  enum class Progress { waiting, answered, over };
  /// Takes what has arrived. Once this has answered, status() and due() tell of what, and the connection is free.
  Progress receive();

  [[nodiscard]] int status() const { return status_; }
  /// When the request under way, or the one answered last, was due.
  [[nodiscard]] Clock::time_point due() const { return due_; }
  [[nodiscard]] bool is_busy() const { return busy_; }
  [[nodiscard]] int descriptor() const { return descriptor_; }

 private:
  [[nodiscard]] bool has_whole_answer();

  int descriptor_ = -1;
  bool busy_ = false;
  int status_ = 0;
  Clock::time_point due_;
  std::string received_;
};

}  // namespace ledger::arrivals
