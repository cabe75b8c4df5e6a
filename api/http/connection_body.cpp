// Reads the body of a request.
#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/write.hpp>

#include "api/http/connection.hpp"

namespace ledger::api {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr std::size_t piece_bytes_max = std::size_t{64} * 1024;
constexpr std::size_t read_bytes_min = 1024;

BodyFraming framing_of(const RequestHead& head, std::size_t bytes_max) {
  if (head.is_chunked) return BodyFraming::of_chunks(bytes_max);
  return BodyFraming::of_length(head.content_length, bytes_max);
}

}  // namespace

Task<Connection::Reception> Connection::receive_body(std::size_t head_bytes) {
  auto framing = framing_of(head_, body_bytes_max);
  Received received{.head_bytes = head_bytes, .bytes = head_bytes};
  bool has_moved = false;
  for (;;) {
    const auto taken =
        framing.take(input_.data() + head_bytes + received.body_bytes, input_.view().substr(received.bytes));
    received.body_bytes += taken.content;
    received.bytes += taken.used;
    if (auto problem = framing.problem()) co_return std::move(*problem);
    if (framing.is_complete()) break;
    if (phase_ != Phase::body) {
      // One deadline for the whole body, however small its chunks are.
      enter(Phase::body, context_.limits.body);
      if (head_.expects_continue && received.bytes == head_bytes) co_await send_continue();
    }
    // The buffer grows by half at least, so that many small chunks are not copied many times.
    const auto wanted = std::max({framing.bytes_missing_min(), read_bytes_min, received.bytes / 2});
    if (input_.free_part().size() < framing.bytes_missing_min()) has_moved |= input_.reserve(received.bytes + wanted);
    const error_code error = co_await read_more();
    if (error) co_return interrupted();
  }
  // The head is parsed again where it has moved to, since all of it is views.
  if (has_moved) parse_head(input_.view().substr(0, head_bytes), head_);
  co_return received;
}

Connection::Reception Connection::begin_streamed_body(std::size_t head_bytes) {
  // The buffer stays as it is until the answer, so that the head's views stay right.
  auto framing = framing_of(head_, streamed_body_bytes_max);
  const auto taken = framing.take(input_.data() + head_bytes, input_.view().substr(head_bytes));
  if (auto problem = framing.problem()) return std::move(*problem);
  streamed_.emplace(StreamedBody{.framing = framing,
                                 .buffered = input_.view().substr(head_bytes, taken.content),
                                 .piece = nullptr,
                                 .surplus = {}});
  return Received{.head_bytes = head_bytes, .body_bytes = 0, .bytes = head_bytes + taken.used};
}

Task<BodyPiece> Connection::read_piece() {
  auto& [framing, buffered, piece, surplus] = *streamed_;
  if (!buffered.empty()) co_return std::exchange(buffered, {});
  // The bytes read may contain nothing but the framing of chunks.
  while (!framing.is_complete()) {
    if (!piece) {
      piece = std::make_unique<char[]>(piece_bytes_max);
      enter(Phase::body, context_.limits.streamed_body);
      upload_end_ = deadline_;
      upload_due_ = worker_.now();
      demand_progress(0);
      if (head_.expects_continue) co_await send_continue();
    }
    const auto room = asio::buffer(piece.get(), piece_bytes_max);
    const auto [error, count] = co_await channel_.async_read_some(room, asio::as_tuple(use_task));
    const bool is_late = timed_out_;
    demand_progress(count);
    const auto taken = framing.take(piece.get(), {piece.get(), count});
    surplus = {piece.get() + taken.used, count - taken.used};
    if (error || framing.bytes_missing_min() == 0) enter(Phase::handling, {});
    if (auto problem = framing.problem()) co_return std::move(*problem);
    if (is_late) co_return Problem{Status::request_timeout, "request_timeout", "the request did not arrive in time"};
    if (error) co_return Problem{Status::bad_request, "request_malformed", "the body ended before its end was told"};
    if (taken.content > 0) co_return std::string_view(piece.get(), taken.content);
  }
  co_return std::string_view{};
}

void Connection::end_streamed_body() {
  if (!streamed_) return;
  const auto surplus = streamed_->surplus;
  if (!surplus.empty()) {
    input_.reserve(input_.view().size() + surplus.size());
    std::copy(surplus.begin(), surplus.end(), static_cast<char*>(input_.free_part().data()));
    input_.filled(surplus.size());
  }
  streamed_.reset();
}

Task<void> Connection::send_continue() {
  static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
  error_code error;
  co_await asio::async_write(channel_, asio::buffer(go_on.data(), go_on.size()), asio::redirect_error(use_task, error));
}

}  // namespace ledger::api
