// The HTTP server: listens, spreads connections over its threads, and stops in good order.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "api/http/connection.hpp"
#include "api/http/server_context.hpp"
#include "api/http/worker.hpp"

namespace ledger::api {

class Server {
 public:
  /// Listens at host and port (0: any free one) from here on; connections are served after start(). All that is
  /// referred to must outlive the server. `tls` is null for plain TCP. Throws boost::system::system_error if the
  /// address cannot be had.
  Server(const std::string& host, std::uint16_t port, const HttpLimits& limits, const Application& application,
         HttpMetrics& metrics, const ServerCertificate* tls = nullptr);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// "http://127.0.0.1:8000", or https where there is TLS, with the port that was bound.
  [[nodiscard]] std::string url() const;

  void start();
  /// Goes on serving, but has every answer say `Connection: close` and end its connection.
  void drain() { context_.draining = true; }
  /// Stops accepting, lets requests under way finish for at most `patience`, then ends all threads.
  void stop(std::chrono::milliseconds patience);

 private:
  using Acceptor = boost::asio::basic_socket_acceptor<boost::asio::ip::tcp, Executor>;

  Task<void> accept_connections();
  void adopt(Socket socket, Worker& worker);
  /// Closes the connection that has waited for the longest time in the longest of the workers' lists, which are about
  /// equally long. False if none waits.
  bool make_room(WaitingList& (Worker::*list)());

  ServerContext context_;
  std::vector<std::unique_ptr<Worker>> workers_;
  Acceptor acceptor_;
  boost::asio::ip::tcp::endpoint endpoint_;
};

}  // namespace ledger::api
