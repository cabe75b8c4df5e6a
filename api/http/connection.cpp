#include "api/http/connection.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/write.hpp>

#include "api/coroutines/read_refusals.hpp"
#include "api/http/socket_sink.hpp"

namespace ledger::api {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

// After an error the client may still be sending; closing at once would make its kernel discard our answer.
constexpr std::chrono::milliseconds linger_allowed{1000};
constexpr std::string_view line_end = "\r\n";
constexpr std::size_t linger_bytes_max = std::size_t{256} * 1024;
constexpr std::size_t output_bytes_kept_max = std::size_t{16} * 1024;

Problem overloaded() {
  return {Status::service_unavailable, "overloaded",
          "more requests come than this server can answer; nothing was recorded"};
}

/// The time allowed to a connection beyond the maximum.
constexpr std::chrono::milliseconds probe_allowed{1000};

/// Returns true if the path is a probe, by which an orchestrator decides to restart the program or to send it requests.
bool is_probe(std::string_view path) { return path == "/livez" || path == "/readyz" || path == "/health"; }

boost::asio::ip::address peer_of(const Socket& socket) {
  error_code ignored;
  return socket.remote_endpoint(ignored).address();
}

}  // namespace

Connection::Connection(Socket socket, Worker& worker, ServerContext& context)
    : channel_(std::move(socket), context.tls == nullptr ? nullptr : context.tls->now()),
      worker_(worker),
      context_(context),
      peer_(peer_of(channel_.socket())),
      waiting_list_(&worker.waiting()) {
  worker_.guard(*this);
  context_.metrics.connection_opened();
  error_code ignored;
  channel_.socket().non_blocking(true, ignored);
  channel_.socket().set_option(asio::ip::tcp::no_delay(true), ignored);
}

Connection::~Connection() {
  waiting_list_->remove(*this);
  context_.metrics.connection_closed();
  context_.connections.fetch_sub(1);
}

Task<void> Connection::serve() {
  const bool begun = co_await begin();
  if (!begun) co_return;
  for (;;) {
    const Reception reception = co_await receive();
    if (std::holds_alternative<Ended>(reception)) co_return;
    if (const auto* problem = std::get_if<Problem>(&reception)) {
      context_.metrics.answered(context_.metrics.no_route(), problem->status, {});
      const Response refusal = problem_response(*problem);
      co_await send(refusal, {.close = true});
      co_await linger();
      co_return;
    }
    const auto& received = std::get<Received>(reception);
    enter(Phase::handling, {});
    Request request = request_of(received);
    Response response;
    if (comes_too_late()) {
      response = problem_response(overloaded());
      context_.metrics.request_refused(response.status);
    } else {
      response = co_await context_.application.answer(request);
    }
    // The unread rest of a body must not be parsed as the next request.
    const bool is_left = streamed_ && !streamed_->framing.is_complete();
    const WireOptions options{.close = !head_.keep_alive || context_.draining || context_.stopping || is_left,
                              .without_body = head_.method == Method::head,
                              .request_id = request.id};
    bool sent = false;
    if (response.stream) {
      sent = co_await stream(response, options);
    } else {
      sent = co_await send(response, options);
    }
    if (!sent) co_return;
    if (options.close) {
      co_await linger();
      co_return;
    }
    answered_at_ = Backlog::Clock::now();
    input_.consume(received.bytes);
    end_streamed_body();
    // An idle connection must not keep the memory of a large answer.
    if (output_.capacity() > output_bytes_kept_max) output_ = {};
    enter(input_.empty() ? Phase::idle : Phase::head, input_.empty() ? context_.limits.idle : context_.limits.head);
  }
}

Task<bool> Connection::begin() {
  // A client that connects owes its first request at once; later ones may be a while.
  enter(Phase::head, context_.limits.head);
  if (!channel_.is_secured()) co_return true;
  error_code error;
  co_await channel_.async_handshake(asio::redirect_error(use_task, error));
  co_return !error;
}

Task<void> Connection::serve_probe() {
  waiting_list_ = &worker_.waiting_in_reserve();
  const bool begun = co_await begin();
  if (!begun) co_return;
  enter(Phase::head, probe_allowed);
  const Reception reception = co_await receive();
  if (std::holds_alternative<Ended>(reception)) co_return;
  Response response = problem_response(
      Problem{Status::service_unavailable, "too_many_connections", "this server has as many connections as it takes"});
  const auto* const received = std::get_if<Received>(&reception);
  if (received != nullptr && is_probe(head_.path)) {
    enter(Phase::handling, {});
    Request request = request_of(*received);
    response = co_await context_.application.answer(request);
  } else {
    context_.metrics.connection_refused();
  }
  co_await send(response, {.close = true, .without_body = head_.method == Method::head});
  co_await linger();
}

bool Connection::comes_too_late() {
  if (!waited_ || is_probe(head_.path)) return false;
  return worker_.backlog().refuses(*waited_, context_.limits.wait_max, Backlog::Clock::now());
}

Task<Connection::Reception> Connection::receive() {
  waited_.reset();
  std::size_t scanned = 0;
  std::optional<std::size_t> head_bytes;
  for (bool may_skip = true;;) {
    const bool has_blank_line = input_.view().starts_with(line_end);
    if (has_blank_line && !may_skip)
      co_return Problem{Status::bad_request, "request_malformed", "this is not HTTP/1.1"};
    if (has_blank_line) {
      // RFC 9112, 2.2: some clients end a body with a line end that does not belong to it.
      input_.consume(line_end.size());
      may_skip = false;
      scanned = 0;
      continue;
    }
    head_bytes = head_length(input_.view(), scanned);
    if (head_bytes) break;
    scanned = input_.view().size();
    if (scanned >= head_bytes_max) {
      co_return Problem{Status::header_too_large, "header_too_large", "a request's head has at most 8192 bytes"};
    }
    if (scanned == 0 && context_.stopping) co_return Ended{};
    if (scanned != 0 && phase_ == Phase::idle) enter(Phase::head, context_.limits.head);
    input_.reserve(scanned + 1024);
    const error_code error = co_await read_more();
    if (error) co_return interrupted();
    if (scanned == 0 && context_.limits.wait_max.count() != 0) waited_ = time_waited_at_most();
  }
  if (auto problem = parse_head(input_.view().substr(0, *head_bytes), head_)) co_return std::move(*problem);
  if (context_.application.streams_body(head_.method, head_.path)) co_return begin_streamed_body(*head_bytes);
  co_return co_await receive_body(*head_bytes);
}

Task<error_code> Connection::read_more() {
  const auto [error, count] = co_await channel_.async_read_some(input_.free_part(), asio::as_tuple(use_task));
  input_.filled(count);
  // A request that arrived at the last moment is not started, because its answer could not be sent.
  co_return evicted_ ? error_code(asio::error::operation_aborted) : error;
}

std::chrono::milliseconds Connection::time_waited_at_most() {
  if (!answered_at_) return time_since_arrival(channel_.socket());
  const auto since_answer =
      std::chrono::duration_cast<std::chrono::milliseconds>(Backlog::Clock::now() - *answered_at_);
  // The kernel is not asked about a request that cannot be late: that would take a system call.
  if (since_answer <= context_.limits.wait_max) return since_answer;
  return std::min(time_since_arrival(channel_.socket()), since_answer);
}

Connection::Reception Connection::interrupted() const {
  if (timed_out_ && !input_.empty()) {
    return Problem{Status::request_timeout, "request_timeout", "the request did not arrive in time"};
  }
  return Ended{};
}

Request Connection::request_of(const Received& received) {
  Request request;
  request.method = head_.method;
  request.path = head_.path;
  request.query = head_.query;
  request.authority = head_.authority;
  request.headers = {head_.fields.data(), head_.field_count};
  request.peer = peer_;
  if (streamed_) {
    request.body_source = this;
  } else {
    request.body = input_.view().substr(received.head_bytes, received.body_bytes);
  }
  request.id = id_of(request);
  if (const auto trace = request.header("traceparent")) request.trace = parse_trace_parent(*trace);
  return request;
}

std::string_view Connection::id_of(const Request& request) {
  const auto given = request.header("X-Request-Id");
  if (given && is_request_id(*given)) return *given;
  made_up_id_ = worker_.request_ids().next();
  return made_up_id_;
}

Task<bool> Connection::send(const Response& response, const WireOptions& options) {
  write_response(response, options, worker_.date(), output_);
  return send_output();
}

Task<bool> Connection::send_output() {
  error_code error;
  // The socket's buffer nearly always has room: one system call, without the event loop.
  const auto sent = channel_.write_at_once(asio::buffer(output_), error);
  if (!error && sent == output_.size()) co_return true;
  if (error && error != asio::error::would_block && error != asio::error::try_again) co_return false;
  enter(Phase::answering, context_.limits.answer);
  co_await asio::async_write(channel_, asio::buffer(output_) + sent, asio::redirect_error(use_task, error));
  co_return !error;
}

Task<bool> Connection::stream(const Response& response, WireOptions options) {
  options.body_end = head_.is_version_1_0 ? BodyEnd::connection : BodyEnd::last_chunk;
  write_response(response, options, worker_.date(), output_);
  const bool begun = co_await send_output();
  if (!begun || options.without_body) co_return begun;
  // The sink keeps the deadlines from here on.
  enter(Phase::handling, {});
  bool complete = false;
  try {
    SocketSink sink(channel_, worker_, context_, options.body_end == BodyEnd::last_chunk);
    co_await response.stream->produce(sink);
    complete = co_await sink.finish();
    if (sink.is_left_complete()) co_return false;
  } catch (const ReadsUnavailable& unavailable) {
    spdlog::warn("an answer was cut short: {}", unavailable.detail);
  } catch (const std::exception& error) {
    spdlog::error("an answer was cut short: {}", error.what());
  }
  if (!complete) cut();
  co_return complete;
}

void Connection::cut() {
  error_code ignored;
  // With a reset instead of an orderly end, which to HTTP/1.0 would mean that the body is complete.
  channel_.socket().set_option(asio::socket_base::linger(true, 0), ignored);
  channel_.socket().close(ignored);
}

Task<void> Connection::linger() {
  enter(Phase::lingering, linger_allowed);
  error_code error;
  // Without it the client could take what it has for all there is.
  if (channel_.is_secured()) co_await channel_.async_shutdown(asio::redirect_error(use_task, error));
  channel_.socket().shutdown(Socket::shutdown_send, error);
  std::size_t discarded = 0;
  while (!error && !timed_out_ && discarded < linger_bytes_max) {
    input_.consume(input_.view().size());
    input_.reserve(1024);
    const auto [failure, count] =
        co_await channel_.socket().async_read_some(input_.free_part(), asio::as_tuple(use_task));
    input_.filled(count);
    error = failure;
    discarded += input_.view().size();
  }
}

}  // namespace ledger::api
