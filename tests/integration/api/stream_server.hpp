// An HTTP server with streams that behave well, badly or slowly, and what a test sees of them.
#pragma once

#include <atomic>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "api/auth/principals/authenticator.hpp"
#include "api/coroutines/task.hpp"
#include "api/http/http_metrics.hpp"
#include "api/http/message/body_stream.hpp"
#include "api/http/message/client_address.hpp"
#include "api/http/server.hpp"
#include "api/rest/dispatcher.hpp"
#include "api/rest/router.hpp"
#include "api/services/context/app_context.hpp"
#include "tests/support/api/http_client.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/journal/writer_harness.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {

/// A client that takes nothing for this long has stalled.
inline constexpr std::chrono::milliseconds stall{500};

/// The observations that a test's streams report.
struct Seen {
  std::atomic<std::size_t> written{0};
  std::atomic<bool> has_ended{false};
  std::atomic<bool> was_stopping{false};
};
/// Where the streams of the running server report them.
inline Seen* seen = nullptr;

/// Three pieces, the second of them empty.
class ShortStream final : public api::BodyStream {
  api::Task<void> produce(api::BodySink& sink) override {
    for (const std::string_view piece : {"first,", "", "last"}) {
      const bool taken = co_await sink.write(piece);
      if (!taken) co_return;
    }
  }
};

/// Sends pieces for as long as the client takes them.
class EndlessStream final : public api::BodyStream {
  api::Task<void> produce(api::BodySink& sink) override {
    const std::string piece(64 * 1024, 'x');
    for (bool taken = true; taken;) {
      taken = co_await sink.write(piece);
      if (taken) seen->written += piece.size();
    }
    seen->has_ended = true;
  }
};

/// Pieces larger than all buffers, then the end.
class LongStream final : public api::BodyStream {
 public:
  static constexpr std::size_t pieces = 2;
  static constexpr std::size_t piece_bytes = std::size_t{3} * 1024 * 1024;

 private:
  api::Task<void> produce(api::BodySink& sink) override {
    const std::string piece(piece_bytes, 'x');
    for (std::size_t written = 0; written < pieces; ++written) {
      const bool taken = co_await sink.write(piece);
      if (!taken) break;
    }
    seen->has_ended = true;
  }
};

/// Sends a last message to a client that has stalled.
class PoliteStream final : public api::BodyStream {
  api::Task<void> produce(api::BodySink& sink) override {
    const std::string piece(64 * 1024, 'x');
    for (bool taken = true; taken;) taken = co_await sink.write(piece);
    if (sink.is_stalled()) co_await sink.write_farewell("goodbye");
    seen->has_ended = true;
  }
};

/// Sends one piece, then only waits.
class QuietStream final : public api::BodyStream {
  api::Task<void> produce(api::BodySink& sink) override {
    co_await sink.write("here");
    const auto end = api::BodySink::Clock::now() + patience;
    for (bool wanted = true; wanted;) wanted = co_await sink.wait_until(end);
    seen->was_stopping = sink.is_stopping();
    seen->has_ended = true;
  }
};

/// Is woken before and while it waits.
class WokenStream final : public api::BodyStream {
  api::Task<void> produce(api::BodySink& sink) override {
    const auto end = api::BodySink::Clock::now() + patience;
    sink.wake();
    bool wanted = co_await sink.wait_until(end);
    boost::asio::post(co_await boost::asio::this_coro::executor, [&sink] { sink.wake(); });
    wanted = wanted && co_await sink.wait_until(end);
    const bool in_time = api::BodySink::Clock::now() < end;
    co_await sink.write(wanted && in_time ? "woken" : "not woken");
  }
};

class FailingStream final : public api::BodyStream {
  api::Task<void> produce(api::BodySink& sink) override {
    co_await sink.write("half");
    throw std::runtime_error("this stream fails");
  }
};

template <class Stream>
api::Task<api::Response> answer(api::Request& /*request*/, api::AppContext& /*services*/) {
  api::Response response;
  response.content_type = "text/plain";
  response.stream = std::make_unique<Stream>();
  co_return response;
}

inline api::Task<api::Response> plain(api::Request& /*request*/, api::AppContext& /*services*/) {
  co_return api::Response{.status = api::Status::ok, .body = "plain", .content_type = "text/plain", .fields = {}};
}

/// A server with these streams. No handler uses the services.
class StreamServer {
 public:
  StreamServer() {
    limits_.answer = std::chrono::milliseconds(300);
    limits_.stream_stall = stall;
    seen = &seen_;
    server_.emplace("127.0.0.1", std::uint16_t{0}, limits_, dispatcher_, http_metrics_);
    server_->start();
  }
  ~StreamServer() { stop(); }

  void stop() {
    if (server_) server_->stop(std::chrono::seconds(5));
    server_.reset();
  }
  /// `buffer_bytes` limits how much the client's system buffers; 0 means the default.
  [[nodiscard]] RawConnection connect(int buffer_bytes = 0) const {
    return RawConnection(server_->url(), buffer_bytes);
  }
  /// Returns the answer to a request on a separate connection.
  [[nodiscard]] HttpResponse get(const std::string& target) const {
    auto connection = connect();
    connection.send(request_text("GET", target, "", {}));
    return connection.receive().value();
  }
  [[nodiscard]] Seen& seen_by_streams() { return seen_; }

 private:
  TestDatabase database_;
  WriterHarness writer_{database_.service()};
  api::ReadPool reads_{database_.service(), {}, writer_.metrics()};
  api::ReadPool long_reads_{database_.service(), {}, writer_.metrics(), "long"};
  api::EventFeeds events_{database_.service(), 1, {}, writer_.writer().epochs(), writer_.metrics()};
  api::PasswordPool passwords_{{}, writer_.metrics()};
  api::AuthService auth_{api::AuthSettings{.off = true}};
  const api::TrustedProxies proxies_;
  api::Repairs repairs_{database_.service(), writer_.metrics()};
  Obstacles obstacles_;
  const Tracer tracer_;
  api::AppContext services_{.writer = writer_.writer(),
                            .obstacles = obstacles_,
                            .epochs = writer_.writer().epochs(),
                            .journal = JournalId(0),
                            .reads = reads_,
                            .long_reads = long_reads_,
                            .passwords = passwords_,
                            .events = events_,
                            .metrics = writer_.metrics(),
                            .default_currency = Currency::from_code("USD").value(),
                            .auth = auth_,
                            .repairs = repairs_,
                            .proxies = proxies_,
                            .tracer = tracer_};
  const api::Router router_{{
      {api::Method::get, "/short", api::Body::none, api::Access::everyone, answer<ShortStream>},
      {api::Method::get, "/endless", api::Body::none, api::Access::everyone, answer<EndlessStream>},
      {api::Method::get, "/long", api::Body::none, api::Access::everyone, answer<LongStream>},
      {api::Method::get, "/polite", api::Body::none, api::Access::everyone, answer<PoliteStream>},
      {api::Method::get, "/quiet", api::Body::none, api::Access::everyone, answer<QuietStream>},
      {api::Method::get, "/woken", api::Body::none, api::Access::everyone, answer<WokenStream>},
      {api::Method::get, "/failing", api::Body::none, api::Access::everyone, answer<FailingStream>},
      {api::Method::get, "/plain", api::Body::none, api::Access::everyone, plain},
  }};
  const api::FixedPrincipal everyone_{api::anonymous_principal()};
  api::HttpMetrics http_metrics_{writer_.metrics(), std::vector<std::string>(8, "a route")};
  api::HttpLimits limits_;
  Seen seen_;
  const api::Dispatcher dispatcher_{router_, services_, http_metrics_, everyone_};
  std::optional<api::Server> server_;
};

}  // namespace ledger::test
