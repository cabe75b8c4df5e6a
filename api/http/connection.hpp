// One client connection: requests are read, answered and written one after the other.
#pragma once

#include <boost/system/error_code.hpp>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "api/http/channel.hpp"
#include "api/http/input_buffer.hpp"
#include "api/http/message/body_framing.hpp"
#include "api/http/message/body_source.hpp"
#include "api/http/message/problem.hpp"
#include "api/http/message/request_head.hpp"
#include "api/http/message/wire.hpp"
#include "api/http/server_context.hpp"
#include "api/http/worker.hpp"

namespace ledger::api {

/// Lives in the coroutine that runs it. Pipelined requests wait in the buffer and are answered in order.
class Connection final : private Guarded, private Waiting, private BodySource {
 public:
  Connection(Socket socket, Worker& worker, ServerContext& context);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Serves requests until either side ends the connection.
  Task<void> serve();
  /// Serves a connection beyond the maximum. Answers one request if it is a probe, else says that there are too many
  /// connections.
  Task<void> serve_probe();

 private:
  /// The phase of the connection, which decides the deadline that applies.
  enum class Phase { idle, head, body, handling, answering, lingering };

  /// A request in the buffer. Of one whose body is taken piece by piece, what has come with its head.
  struct Received {
    std::size_t head_bytes = 0;
    /// Behind the head, already without the framing of chunks.
    std::size_t body_bytes = 0;
    /// All that it takes up in the buffer.
    std::size_t bytes = 0;
  };
  struct Ended {};
  using Reception = std::variant<Received, Problem, Ended>;

  Task<bool> begin();
  Task<Reception> receive();
  Task<Reception> receive_body(std::size_t head_bytes);
  Task<boost::system::error_code> read_more();
  Reception begin_streamed_body(std::size_t head_bytes);
  Task<BodyPiece> read_piece() override;
  /// Sets the deadline for the next bytes of a body that is read piece by piece, after `bytes` of it have arrived.
  void demand_progress(std::size_t bytes);
  void end_streamed_body();
  Task<void> send_continue();
  Task<bool> send(const Response& response, const WireOptions& options);
  Task<bool> send_output();
  Task<bool> stream(const Response& response, WireOptions options);
  void cut();
  Task<void> linger();
  Reception interrupted() const;
  /// Returns how long the bytes just read have waited for the worker, and not for the answer to an earlier request.
  /// Where that is not more than `wait_max`, it may be the time since that answer instead, which is not more either.
  std::chrono::milliseconds time_waited_at_most();
  /// Returns true if the request at hand is to be refused, because the server has fallen behind.
  bool comes_too_late();
  Request request_of(const Received& received);
  std::string_view id_of(const Request& request);
  /// Returns true if this connection may be closed to make room for another one.
  [[nodiscard]] bool is_waiting() const;
  void enter(Phase phase, std::chrono::milliseconds allowed);
  void enforce_deadline(std::chrono::steady_clock::time_point now) override;
  void evict() override;

  Channel channel_;
  Worker& worker_;
  ServerContext& context_;
  InputBuffer input_;
  RequestHead head_;
  /// The time that the request at hand has waited at most; nothing if it came together with an earlier one, or if no
  /// wait is too long.
  std::optional<std::chrono::milliseconds> waited_;
  /// The time when the one before was answered; nothing if this is the first one.
  std::optional<Backlog::Clock::time_point> answered_at_;
  /// The id of the request at hand, where its client sent none.
  std::string made_up_id_;
  std::string output_;
  /// The state of a body that is read piece by piece.
  struct StreamedBody {
    BodyFraming framing;
    /// The content that came with the head.
    std::string_view buffered;
    /// The latest piece, in place.
    std::unique_ptr<char[]> piece;
    /// The bytes read beyond the body's end, within `piece`. They belong to the next request.
    std::string_view surplus;
  };
  std::optional<StreamedBody> streamed_;
  /// The time when all of that body must have arrived, and the time until which the bytes so far satisfy the minimum
  /// pace.
  std::chrono::steady_clock::time_point upload_end_;
  std::chrono::steady_clock::time_point upload_due_;
  const boost::asio::ip::address peer_;
  Phase phase_ = Phase::head;
  std::chrono::steady_clock::time_point deadline_;
  bool timed_out_ = false;
  /// The list that contains this connection while it waits.
  WaitingList* waiting_list_;
  bool evicted_ = false;
};

}  // namespace ledger::api
