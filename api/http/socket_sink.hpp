// The sink that leads to the client, with chunks around the pieces where the client knows them (RFC 9112, section 7.1).
#pragma once

#include <boost/asio/basic_waitable_timer.hpp>
#include <cstddef>
#include <string>

#include "api/http/channel.hpp"
#include "api/http/message/body_stream.hpp"
#include "api/http/send_progress.hpp"
#include "api/http/server_context.hpp"
#include "api/http/worker.hpp"

namespace ledger::api {

/// Copies only what is not sent at once. Lives on the connection's event loop, no longer than the channel.
class SocketSink final : public BodySink, private Guarded {
 public:
  /// `chunked`: otherwise the body ends with the connection.
  SocketSink(Channel& channel, Worker& worker, const ServerContext& context, bool chunked);
  ~SocketSink();

  Task<bool> write(std::string_view piece) override;
  bool write_at_once(std::string_view piece) override;
  Task<bool> wait_until(Clock::time_point time) override;
  void wake() override;
  [[nodiscard]] bool is_stalled() const override { return stalled_; }
  Task<void> write_farewell(std::string_view piece) override;
  [[nodiscard]] bool is_stopping() const override { return context_.stopping; }

  /// After a farewell: whether the system has all of the body, so that the connection may end in good order.
  [[nodiscard]] bool is_left_complete() const { return left_complete_; }
  /// Says that the body is complete. False if that, or a piece before, could not be sent: the connection is of no more
  /// use.
  Task<bool> finish();

 private:
  using Timer = boost::asio::basic_waitable_timer<Clock, boost::asio::wait_traits<Clock>, Executor>;

  /// Sends all of the buffers; what of them is not sent before a stall is put into output_.
  template <class Buffers>
  Task<bool> send(Buffers buffers);
  Task<bool> send_output();
  void append_piece(std::string_view piece);
  void look_for_stall(Clock::time_point now);
  [[nodiscard]] bool is_unwanted() const;
  [[nodiscard]] bool is_unwanted_by_client() const;
  void enforce_deadline(Clock::time_point now) override;

  Channel& channel_;
  Worker& worker_;
  const ServerContext& context_;
  const bool chunked_;
  Timer timer_;
  SendProgress progress_;
  Clock::time_point next_look_;
  /// The output that the system has not taken yet, including the framing of chunks, and how much of it has been sent.
  std::string output_;
  std::size_t sent_ = 0;
  bool writing_ = false;
  bool waiting_ = false;
  bool woken_ = false;
  bool stalled_ = false;
  bool failed_ = false;
  bool left_complete_ = false;
};

}  // namespace ledger::api
