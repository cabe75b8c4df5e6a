#include "api/http/socket_sink.hpp"

#include <poll.h>

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/write.hpp>
#include <charconv>
#include <utility>

namespace ledger::api {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr std::string_view line_end = "\r\n";
constexpr std::string_view last_chunk = "0\r\n\r\n";

asio::const_buffer buffer_of(std::string_view text) { return {text.data(), text.size()}; }

/// Whether the client has closed its side, also behind bytes that nobody has read.
bool has_gone(Socket& socket) {
  pollfd asked{.fd = socket.native_handle(), .events = POLLRDHUP, .revents = 0};
  return poll(&asked, 1, 0) > 0;
}

}  // namespace

SocketSink::SocketSink(Channel& channel, Worker& worker, const Exchange& exchange, bool chunked)
    : channel_(channel), worker_(worker), exchange_(exchange), chunked_(chunked), timer_(channel.get_executor()) {
  worker_.guard(*this);
  exchange_.metrics.stream_opened();
}

SocketSink::~SocketSink() { exchange_.metrics.stream_closed(); }

Task<bool> SocketSink::write(std::string_view piece) {
  if (failed_) co_return false;
  // A chunk without bytes would be the last one.
  if (piece.empty()) co_return true;
  if (!chunked_) {
    const std::array whole{buffer_of(piece)};
    co_return co_await send(whole);
  }
  std::array<char, 16> digits{};
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), piece.size(), 16);
  const std::string_view size(digits.data(), static_cast<std::size_t>(end - digits.data()));
  const std::array chunk{buffer_of(size), buffer_of(line_end), buffer_of(piece), buffer_of(line_end)};
  co_return co_await send(chunk);
}

Task<bool> SocketSink::finish() {
  if (failed_) co_return false;
  if (!chunked_) co_return true;
  const std::array last{buffer_of(last_chunk)};
  co_return co_await send(last);
}

Task<bool> SocketSink::send(std::span<const asio::const_buffer> buffers) {
  deadline_ = worker_.now() + exchange_.limits.answer;
  writing_ = true;
  error_code error;
  co_await asio::async_write(channel_, buffers, asio::redirect_error(use_task, error));
  writing_ = false;
  if (error) failed_ = true;
  co_return !failed_;
}

Task<bool> SocketSink::wait_until(Clock::time_point time) {
  if (is_unwanted()) co_return false;
  if (!std::exchange(woken_, false)) {
    waiting_ = true;
    timer_.expires_at(time);
    co_await timer_.async_wait(asio::as_tuple(use_task));
    waiting_ = false;
    woken_ = false;
  }
  co_return !is_unwanted();
}

void SocketSink::wake() {
  woken_ = true;
  timer_.cancel();
}

bool SocketSink::is_unwanted() const { return failed_ || exchange_.stopping || has_gone(channel_.socket()); }

void SocketSink::enforce_deadline(Clock::time_point now) {
  if (waiting_ && is_unwanted()) timer_.cancel();
  if (!writing_ || now < deadline_) return;
  failed_ = true;
  error_code ignored;
  channel_.socket().cancel(ignored);
}

}  // namespace ledger::api
