// One client connection: requests are read, answered and written one after the other.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/system/error_code.hpp>
#include <optional>
#include <string>
#include <variant>

#include "api/http/exchange.hpp"
#include "api/http/input_buffer.hpp"
#include "api/http/problem.hpp"
#include "api/http/request_head.hpp"
#include "api/http/worker.hpp"

namespace ledger::api {

using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Executor>;

/// Lives in the coroutine that runs it. Pipelined requests wait in the buffer and are answered in order.
class Connection final : private Guarded {
 public:
  Connection(Socket socket, Worker& worker, Exchange& exchange);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Serves requests until either side ends the connection.
  Task<void> serve();
  /// Says that there are too many connections.
  Task<void> refuse();

 private:
  /// What is awaited, hence which deadline applies.
  enum class Phase { idle, head, body, handling, answering, lingering };

  /// A whole request is in the buffer: this many bytes of it.
  struct Received {
    std::size_t head_bytes = 0;
    std::size_t bytes = 0;
  };
  struct Ended {};
  using Reception = std::variant<Received, Problem, Ended>;

  Task<Reception> receive();
  Task<boost::system::error_code> read_more();
  Task<void> send_continue();
  Task<bool> send(const Response& response, bool close, bool without_body);
  Task<void> linger();
  Reception interrupted() const;
  Request request_of(const Received& received) const;
  void enter(Phase phase, std::chrono::milliseconds allowed);
  void enforce_deadline(std::chrono::steady_clock::time_point now) override;

  Socket socket_;
  Worker& worker_;
  Exchange& exchange_;
  InputBuffer input_;
  RequestHead head_;
  std::string output_;
  Phase phase_ = Phase::head;
  std::chrono::steady_clock::time_point deadline_;
  bool timed_out_ = false;
};

}  // namespace ledger::api
