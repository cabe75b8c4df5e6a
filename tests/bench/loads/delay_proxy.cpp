#include "tests/bench/loads/delay_proxy.hpp"

#include <pthread.h>

#include <array>
#include <boost/asio.hpp>
#include <ctime>
#include <deque>
#include <exception>
#include <string>
#include <thread>

namespace ledger::bench {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using Clock = std::chrono::steady_clock;
using boost::system::error_code;

/// Bytes under way in one direction of a connection; what comes beyond waits in the sender's socket.
constexpr std::size_t under_way_max = 4UL * 1024 * 1024;

auto into(error_code& error) { return asio::redirect_error(asio::use_awaitable, error); }

struct Chunk {
  Clock::time_point due;
  std::string bytes;
};

/// The bytes that are under way from one socket to another.
class Direction {
 public:
  Direction(tcp::socket& from, tcp::socket& to, std::chrono::milliseconds delay)
      : from_(from), to_(to), delay_(delay), changed_(from.get_executor(), Clock::time_point::max()) {}

  asio::awaitable<void> take() {
    std::array<char, 65'536> buffer;
    error_code error;
    while (!error) {
      while (bytes_ > under_way_max) co_await until_changed();
      const auto size = co_await from_.async_read_some(asio::buffer(buffer), into(error));
      if (size > 0) chunks_.push_back({Clock::now() + delay_, std::string(buffer.data(), size)});
      bytes_ += size;
      changed_.cancel();
    }
    is_over_ = true;
    changed_.cancel();
  }

  asio::awaitable<void> hand_over() {
    asio::steady_timer timer(from_.get_executor());
    error_code error;
    while (!error) {
      while (chunks_.empty() && !is_over_) co_await until_changed();
      if (chunks_.empty()) break;
      const auto chunk = std::move(chunks_.front());
      chunks_.pop_front();
      timer.expires_at(chunk.due);
      co_await timer.async_wait(into(error));
      co_await asio::async_write(to_, asio::buffer(chunk.bytes), into(error));
      bytes_ -= chunk.bytes.size();
      changed_.cancel();
    }
    error_code ignored;  // the other side may have closed it
    to_.shutdown(tcp::socket::shutdown_send, ignored);
    if (error) from_.close(ignored);
  }

 private:
  asio::awaitable<void> until_changed() {
    error_code cancelled;
    co_await changed_.async_wait(into(cancelled));
  }

  tcp::socket& from_;
  tcp::socket& to_;
  std::chrono::milliseconds delay_;
  /// Never expires: whoever waits is woken by cancel().
  asio::steady_timer changed_;
  std::deque<Chunk> chunks_;
  std::size_t bytes_ = 0;
  bool is_over_ = false;
};

/// A client's connection and the one to the server. Kept alive by the coroutines that use it.
struct Line {
  Line(tcp::socket from, std::chrono::milliseconds delay)
      : client(std::move(from)),
        server(client.get_executor()),
        to_server(client, server, delay),
        to_client(server, client, delay) {}
  tcp::socket client;
  tcp::socket server;
  Direction to_server;
  Direction to_client;
};

}  // namespace

class DelayProxy::Impl {
 public:
  Impl(const DatabaseSettings& server, std::chrono::milliseconds each_way)
      : server_(asio::ip::make_address(server.host), static_cast<asio::ip::port_type>(std::stoi(server.port))),
        delay_(each_way),
        acceptor_(context_, tcp::endpoint(asio::ip::address_v4::loopback(), 0)) {
    asio::co_spawn(context_, accept(), asio::detached);
    thread_ = std::thread([this] { context_.run(); });
  }
  ~Impl() {
    context_.stop();
    thread_.join();
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  [[nodiscard]] int port() const { return acceptor_.local_endpoint().port(); }
  std::int64_t processor_time_us() {
    clockid_t clock{};
    timespec time{};
    if (pthread_getcpuclockid(thread_.native_handle(), &clock) != 0 || clock_gettime(clock, &time) != 0) return 0;
    return std::int64_t{time.tv_sec} * 1'000'000 + time.tv_nsec / 1'000;
  }

 private:
  asio::awaitable<void> accept() {
    for (;;) {
      error_code error;
      auto client = co_await acceptor_.async_accept(into(error));
      if (!error) asio::co_spawn(context_, serve(std::move(client)), asio::detached);
    }
  }

  asio::awaitable<void> serve(tcp::socket client) {
    const auto line = std::make_shared<Line>(std::move(client), delay_);
    error_code error;
    co_await line->server.async_connect(server_, into(error));
    if (error) co_return;
    line->client.set_option(tcp::no_delay(true), error);
    line->server.set_option(tcp::no_delay(true), error);
    for (auto* direction : {&line->to_server, &line->to_client}) {
      const auto keep = [line](const std::exception_ptr&) {};
      asio::co_spawn(context_, direction->take(), keep);
      asio::co_spawn(context_, direction->hand_over(), keep);
    }
  }

  tcp::endpoint server_;
  std::chrono::milliseconds delay_;
  asio::io_context context_{1};
  tcp::acceptor acceptor_;
  std::thread thread_;
};

DelayProxy::DelayProxy(const DatabaseSettings& server, std::chrono::milliseconds each_way)
    : impl_(std::make_unique<Impl>(server, each_way)) {}

DelayProxy::~DelayProxy() = default;

DatabaseSettings DelayProxy::way_to(DatabaseSettings server) const {
  server.host = "127.0.0.1";
  server.port = std::to_string(impl_->port());
  return server;
}

std::int64_t DelayProxy::processor_time_us() const { return impl_->processor_time_us(); }

}  // namespace ledger::bench
