// The bytes to and from a client, with or without TLS.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/system/error_code.hpp>
#include <memory>
#include <utility>

#include "api/coroutines/task.hpp"

namespace ledger::api {

using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Executor>;

/// A stream as Asio wants it (AsyncReadStream, AsyncWriteStream). Whether there is TLS is asked once for each system
/// call; the plain way has nothing else between it and the socket.
class Channel {
 public:
  using executor_type = Executor;

  /// `tls` may be null: plain TCP. OpenSSL keeps what the channel needs of it.
  Channel(Socket socket, const std::shared_ptr<boost::asio::ssl::context>& tls) : socket_(std::move(socket)) {
    if (tls != nullptr) secured_ = std::make_unique<Secured>(socket_, *tls);
  }
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  [[nodiscard]] Socket& socket() { return socket_; }
  [[nodiscard]] executor_type get_executor() { return socket_.get_executor(); }
  [[nodiscard]] bool is_secured() const { return secured_ != nullptr; }

  /// The server's side of the TLS handshake; only where is_secured().
  template <class Token>
  auto async_handshake(Token&& token) {
    return secured_->async_handshake(boost::asio::ssl::stream_base::server, std::forward<Token>(token));
  }
  /// Says goodbye within TLS and waits for the client's; only where is_secured().
  template <class Token>
  auto async_shutdown(Token&& token) {
    return secured_->async_shutdown(std::forward<Token>(token));
  }

  template <class Buffers, class Token>
  auto async_read_some(const Buffers& buffers, Token&& token) {
    if (secured_) return secured_->async_read_some(buffers, std::forward<Token>(token));
    return socket_.async_read_some(buffers, std::forward<Token>(token));
  }
  template <class Buffers, class Token>
  auto async_write_some(const Buffers& buffers, Token&& token) {
    if (secured_) return secured_->async_write_some(buffers, std::forward<Token>(token));
    return socket_.async_write_some(buffers, std::forward<Token>(token));
  }
  /// Writes what the system takes at once; `error` is would_block where it takes nothing, as always with TLS.
  template <class Buffers>
  std::size_t write_at_once(const Buffers& buffers, boost::system::error_code& error) {
    if (!secured_) return socket_.write_some(buffers, error);
    error = boost::asio::error::would_block;
    return 0;
  }

 private:
  using Secured = boost::asio::ssl::stream<Socket&>;

  Socket socket_;
  std::unique_ptr<Secured> secured_;
};

}  // namespace ledger::api
