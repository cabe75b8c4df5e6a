// A small blocking HTTP client that can also say what no decent client would.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/eventually.hpp"

namespace ledger::test {

struct HttpResponse {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> fields;
  std::string body;

  /// The first field with this name, in any case; empty if there is none.
  [[nodiscard]] std::string field(const std::string& name) const;
};

using HttpFields = std::vector<std::pair<std::string, std::string>>;

/// A TCP connection on which anything can be sent. All waits end after `patience`, by std::runtime_error.
class RawConnection {
 public:
  /// `url` as a program prints it: "http://127.0.0.1:8000".
  /// `buffer_bytes`: what the system takes ahead of this program; its own choice if 0.
  explicit RawConnection(const std::string& url, int buffer_bytes = 0);
  ~RawConnection();
  RawConnection(RawConnection&& other) noexcept;
  RawConnection& operator=(RawConnection&& other) noexcept;
  RawConnection(const RawConnection&) = delete;
  RawConnection& operator=(const RawConnection&) = delete;

  /// Sends all bytes; a peer that has closed already is no error.
  void send(const std::string& bytes);
  /// Says that nothing more will be sent, and goes on to read.
  void end_sending();
  /// Reads at most `bytes` at once from now on (16 KiB or less), and waits for `pause` before each read.
  void slow_down(std::size_t bytes, std::chrono::milliseconds pause);
  /// The next response; nothing if the peer closes the connection instead. `without_body`: the answer to a HEAD.
  std::optional<HttpResponse> receive(bool without_body = false);
  /// The next response. Throws if the peer closes the connection instead.
  HttpResponse next_response();
  /// The head of the next response; its body is left to receive_chunk().
  HttpResponse receive_head();
  /// The next chunk of a chunked body; empty for the last one.
  std::string receive_chunk();
  /// Returns true if bytes have arrived that receive() has not returned yet. Does not wait.
  bool has_received();
  /// Returns true if the peer closes the connection within the deadline and sends nothing more.
  bool is_closed_by_peer(std::chrono::milliseconds deadline = patience);

 private:
  bool read_more();
  std::string take(std::size_t count);
  std::string take_line();
  std::string take_chunks();

  int socket_ = -1;
  bool was_reset_ = false;
  std::size_t read_bytes_max_ = 16'384;
  std::chrono::milliseconds pause_{0};
  std::string received_;
};

/// One keep-alive connection, opened again after the server has closed it. Not for several threads at once.
class HttpClient {
 public:
  explicit HttpClient(std::string url) : url_(std::move(url)) {}

  /// Sends one request and waits for its answer. A body is sent as application/json unless `fields` say otherwise.
  HttpResponse request(const std::string& method, const std::string& target, const std::string& body = "",
                       const HttpFields& fields = {});
  HttpResponse get(const std::string& target, const HttpFields& fields = {}) {
    return request("GET", target, "", fields);
  }
  HttpResponse post(const std::string& target, const std::string& body, const HttpFields& fields = {}) {
    return request("POST", target, body, fields);
  }

 private:
  std::string url_;
  std::optional<RawConnection> connection_;
};

/// A request's bytes with Host and Content-Length.
std::string request_text(const std::string& method, const std::string& target, const std::string& body,
                         const HttpFields& fields);

}  // namespace ledger::test
