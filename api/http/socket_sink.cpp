#include "api/http/socket_sink.hpp"

#include <netinet/tcp.h>
#include <poll.h>

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/beast/core/buffers_suffix.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <charconv>
#include <limits>
#include <utility>

namespace ledger::api {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr std::string_view line_end = "\r\n";
constexpr std::string_view last_chunk = "0\r\n\r\n";
/// The amount of data that the system buffers for a slow client. The kernel counts its own overhead too, and doubles
/// the first figure. The second is smaller, so that a last message still fits after the client has stalled.
constexpr int system_buffer_bytes = 256 * 1024;
constexpr int unsent_bytes_max = 64 * 1024;
constexpr int unsent_bytes_unlimited = std::numeric_limits<int>::max();
/// A piece that is missing at a farewell would not fit any more beyond this.
constexpr std::size_t farewell_bytes_max = std::size_t{128} * 1024;
/// The number of checks, during the time allowed, that the client still takes data.
constexpr int looks_in_stall = 16;

/// Bounds what the system takes that the client's side has no room for yet.
void bound_unsent_bytes(Socket& socket, int bytes_max) {
  setsockopt(socket.native_handle(), IPPROTO_TCP, TCP_NOTSENT_LOWAT, &bytes_max, sizeof bytes_max);
}

asio::const_buffer buffer_of(std::string_view text) { return {text.data(), text.size()}; }

/// The size of a chunk as it stands before it.
class ChunkSize {
 public:
  explicit ChunkSize(std::size_t bytes)
      : end_(std::to_chars(digits_.data(), digits_.data() + digits_.size(), bytes, 16).ptr) {}
  ChunkSize(const ChunkSize&) = delete;
  ChunkSize& operator=(const ChunkSize&) = delete;

  [[nodiscard]] std::string_view view() const {
    return {digits_.data(), static_cast<std::size_t>(end_ - digits_.data())};
  }

 private:
  std::array<char, 16> digits_{};
  const char* end_;
};

/// Returns true if the client has closed its side, even if unread bytes precede the end.
bool has_gone(Socket& socket) {
  pollfd asked{.fd = socket.native_handle(), .events = POLLRDHUP, .revents = 0};
  return poll(&asked, 1, 0) > 0;
}

}  // namespace

SocketSink::SocketSink(Channel& channel, Worker& worker, const ServerContext& context, bool chunked)
    : channel_(channel),
      worker_(worker),
      context_(context),
      chunked_(chunked),
      timer_(channel.get_executor()),
      progress_(channel.socket().native_handle()) {
  worker_.guard(*this);
  context_.metrics.stream_opened();
  error_code ignored;
  channel_.socket().set_option(asio::socket_base::send_buffer_size(system_buffer_bytes), ignored);
  bound_unsent_bytes(channel_.socket(), unsent_bytes_max);
}

SocketSink::~SocketSink() { context_.metrics.stream_closed(); }

Task<bool> SocketSink::write(std::string_view piece) {
  if (failed_) co_return false;
  // A chunk without bytes would be the last one.
  if (piece.empty()) co_return true;
  if (sent_ < output_.size()) {
    append_piece(piece);
    co_return co_await send_output();
  }
  const ChunkSize size(piece.size());
  const auto shown = chunked_ ? size.view() : std::string_view();
  const auto end = chunked_ ? line_end : std::string_view();
  const std::array chunk{buffer_of(shown), buffer_of(end), buffer_of(piece), buffer_of(end)};
  co_return co_await send(chunk);
}

bool SocketSink::write_at_once(std::string_view piece) {
  // A client that has only closed its own side may still wait for the answer. One that has gone refuses what is sent.
  if (failed_) return false;
  if (piece.empty()) return true;
  append_piece(piece);
  error_code error;
  while (sent_ < output_.size() && !error) sent_ += channel_.write_at_once(asio::buffer(output_) + sent_, error);
  if (error && error != asio::error::would_block && error != asio::error::try_again) failed_ = true;
  return !failed_;
}

void SocketSink::append_piece(std::string_view piece) {
  if (!chunked_) {
    output_ += piece;
    return;
  }
  output_.append(ChunkSize(piece.size()).view()).append(line_end).append(piece).append(line_end);
}

Task<bool> SocketSink::finish() {
  if (failed_) co_return false;
  if (chunked_) output_ += last_chunk;
  co_return co_await send_output();
}

template <class Buffers>
Task<bool> SocketSink::send(Buffers buffers) {
  boost::beast::buffers_suffix<Buffers> rest(buffers);
  writing_ = true;
  while (boost::beast::buffer_bytes(rest) > 0 && !failed_) {
    const auto [error, count] = co_await channel_.async_write_some(rest, asio::as_tuple(use_task));
    rest.consume(count);
    if (error) failed_ = true;
  }
  writing_ = false;
  if (stalled_) {
    output_ = boost::beast::buffers_to_string(rest);
    sent_ = 0;
  }
  co_return !failed_;
}

Task<bool> SocketSink::send_output() {
  const auto output = std::exchange(output_, {});
  const std::array rest{asio::const_buffer(asio::buffer(output) + std::exchange(sent_, 0))};
  co_return co_await send(rest);
}

Task<void> SocketSink::write_farewell(std::string_view piece) {
  // With TLS a record may have been sent in part, and it is not known how much of it.
  const bool may_go_on = stalled_ && !(channel_.is_secured() && sent_ < output_.size());
  if (!may_go_on || output_.size() - sent_ > farewell_bytes_max) co_return;
  append_piece(piece);
  if (chunked_) output_ += last_chunk;
  bound_unsent_bytes(channel_.socket(), unsent_bytes_unlimited);
  error_code error;
  while (sent_ < output_.size() && !error) {
    sent_ += channel_.write_at_once(asio::buffer(output_) + sent_, error);
  }
  left_complete_ = sent_ == output_.size();
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

bool SocketSink::is_unwanted_by_client() const { return failed_ || has_gone(channel_.socket()); }

bool SocketSink::is_unwanted() const { return context_.stopping || is_unwanted_by_client(); }

void SocketSink::look_for_stall(Clock::time_point now) {
  if (now < next_look_) return;
  const auto allowed = context_.limits.stream_stall;
  next_look_ = now + allowed / looks_in_stall;
  if (progress_.stalled_for(now) < allowed) return;
  stalled_ = true;
  failed_ = true;
}

void SocketSink::enforce_deadline(Clock::time_point now) {
  if (!failed_) look_for_stall(now);
  if (waiting_ && is_unwanted()) timer_.cancel();
  if (!writing_ || !failed_) return;
  // Again with every sweep, in case the coroutine was between two waits.
  error_code ignored;
  channel_.socket().cancel(ignored);
}

}  // namespace ledger::api
