// The sink that leads to the client, with chunks around the pieces where the client knows them (RFC 9112, section 7.1).
#pragma once

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/buffer.hpp>
#include <span>

#include "api/http/body_stream.hpp"
#include "api/http/channel.hpp"
#include "api/http/exchange.hpp"
#include "api/http/worker.hpp"

namespace ledger::api {

/// Keeps nothing of what is written. Lives on the connection's event loop, no longer than the channel.
class SocketSink final : public BodySink, private Guarded {
 public:
  /// `chunked`: otherwise the body ends with the connection.
  SocketSink(Channel& channel, Worker& worker, const Exchange& exchange, bool chunked);
  ~SocketSink();

  Task<bool> write(std::string_view piece) override;
  Task<bool> wait_until(Clock::time_point time) override;
  void wake() override;
  [[nodiscard]] bool is_stopping() const override { return exchange_.stopping; }

  /// Says that the body is complete. False if that, or a piece before, could not be sent: the connection is of no more
  /// use.
  Task<bool> finish();

 private:
  using Timer = boost::asio::basic_waitable_timer<Clock, boost::asio::wait_traits<Clock>, Executor>;

  Task<bool> send(std::span<const boost::asio::const_buffer> buffers);
  [[nodiscard]] bool is_unwanted() const;
  void enforce_deadline(Clock::time_point now) override;

  Channel& channel_;
  Worker& worker_;
  const Exchange& exchange_;
  const bool chunked_;
  Timer timer_;
  Clock::time_point deadline_;
  bool writing_ = false;
  bool waiting_ = false;
  bool woken_ = false;
  bool failed_ = false;
};

}  // namespace ledger::api
