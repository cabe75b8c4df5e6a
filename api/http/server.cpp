#include "api/http/server.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <thread>

namespace ledger::api {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

/// Connections beyond the maximum, for probes and for telling others that there are too many.
constexpr std::size_t reserve = 64;
/// The pause before another look for room when even the reserve is used up. A connection accepted then could only be
/// closed without an answer.
constexpr std::chrono::milliseconds room_poll_interval{1};
constexpr std::chrono::milliseconds accept_pause{50};
constexpr std::chrono::milliseconds drain_poll_interval{5};

std::vector<std::unique_ptr<Worker>> make_workers(std::size_t count) {
  std::vector<std::unique_ptr<Worker>> workers;
  for (std::size_t made = 0; made < count; ++made) workers.push_back(std::make_unique<Worker>());
  return workers;
}

asio::ip::tcp::endpoint resolve(const std::string& host, std::uint16_t port) {
  if (host.empty()) return {asio::ip::tcp::v4(), port};
  asio::io_context context;
  asio::ip::tcp::resolver resolver(context);
  return *resolver.resolve(host, std::to_string(port), asio::ip::tcp::resolver::passive).begin();
}

/// Runs a connection to its end within a coroutine that owns it.
Task<void> run(std::unique_ptr<Connection> connection, bool welcome) {
  if (welcome) {
    co_await connection->serve();
  } else {
    co_await connection->serve_probe();
  }
}

void log_failure(const std::exception_ptr& failure) {
  if (!failure) return;
  try {
    std::rethrow_exception(failure);
  } catch (const std::exception& error) {
    spdlog::error("a connection ended: {}", error.what());
  }
}

}  // namespace

Server::Server(const std::string& host, std::uint16_t port, const HttpLimits& limits, const Application& application,
               HttpMetrics& metrics, const ServerCertificate* tls)
    : context_{.application = application, .metrics = metrics, .limits = limits, .tls = tls},
      workers_(make_workers(limits.threads)),
      acceptor_(workers_.front()->context()) {
  const auto wanted = resolve(host, port);
  acceptor_.open(wanted.protocol());
  acceptor_.set_option(asio::socket_base::reuse_address(true));
  boost::system::error_code error;
  acceptor_.bind(wanted, error);
  if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
  if (error) {
    throw std::runtime_error(fmt::format("cannot listen on http://{}:{}: {}", host, port, error.message()));
  }
  endpoint_ = acceptor_.local_endpoint();
}

Server::~Server() {
  for (const auto& worker : workers_) worker->stop();
}

std::string Server::url() const {
  const auto address = endpoint_.address();
  const auto host = address.is_v6() ? fmt::format("[{}]", address.to_string()) : address.to_string();
  return fmt::format("{}://{}:{}", context_.tls == nullptr ? "http" : "https", host, endpoint_.port());
}

void Server::start() {
  asio::co_spawn(workers_.front()->context(), accept_connections(), log_failure);
  for (const auto& worker : workers_) worker->start();
}

Task<void> Server::accept_connections() {
  asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, Executor> pause(
      workers_.front()->context());
  std::size_t next = 0;
  const auto connections_max = context_.limits.connections_max + reserve;
  while (!context_.stopping) {
    if (context_.connections >= connections_max) {
      pause.expires_after(room_poll_interval);
      error_code ignored;
      co_await pause.async_wait(asio::redirect_error(use_task, ignored));
      make_room(&Worker::waiting_in_reserve);
      continue;
    }
    Worker& worker = *workers_[next++ % workers_.size()];
    auto [error, socket] = co_await acceptor_.async_accept(worker.context(), asio::as_tuple(use_task));
    if (!error) {
      adopt(std::move(socket), worker);
    } else if (!context_.stopping) {
      // Out of file descriptors, most likely: some will be closed.
      spdlog::warn("no connection could be accepted: {}", error.message());
      pause.expires_after(accept_pause);
      error_code ignored;
      co_await pause.async_wait(asio::redirect_error(use_task, ignored));
    }
  }
}

void Server::adopt(Socket socket, Worker& worker) {
  const auto others = context_.connections.fetch_add(1);
  const bool welcome = others < context_.limits.connections_max || make_room(&Worker::waiting);
  asio::post(worker.context(), [this, &worker, welcome, held = std::move(socket)]() mutable {
    std::unique_ptr<Connection> connection;
    try {
      connection = std::make_unique<Connection>(std::move(held), worker, context_);
    } catch (const std::exception& error) {
      // Its destructor would have counted it off.
      context_.connections.fetch_sub(1);
      spdlog::warn("a connection could not be served: {}", error.what());
      return;
    }
    asio::co_spawn(worker.context(), run(std::move(connection), welcome), log_failure);
  });
}

bool Server::make_room(WaitingList& (Worker::*list)()) {
  const auto most = std::max_element(workers_.begin(), workers_.end(), [list](const auto& one, const auto& other) {
    return ((*one).*list)().size() < ((*other).*list)().size();
  });
  Worker& worker = **most;
  WaitingList& waiting = (worker.*list)();
  if (waiting.size() == 0) return false;
  asio::post(worker.context(), [&waiting] { waiting.evict_one(); });
  return true;
}

void Server::stop(std::chrono::milliseconds patience) {
  const auto end = std::chrono::steady_clock::now() + patience;
  context_.stopping = true;
  asio::post(workers_.front()->context(), [this] {
    error_code ignored;
    acceptor_.close(ignored);
  });
  for (const auto& worker : workers_) worker->sweep_soon();
  while (context_.connections != 0 && std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(drain_poll_interval);
  }
  if (context_.connections != 0) spdlog::warn("{} connections did not finish in time", context_.connections.load());
  for (const auto& worker : workers_) worker->stop();
}

}  // namespace ledger::api
