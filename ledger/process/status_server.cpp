#include "ledger/process/status_server.hpp"

#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>
#include <spdlog/spdlog.h>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/intrusive/list.hpp>
#include <thread>

#include "ledger/process/process_metrics.hpp"
#include "ledger/process/program.hpp"

namespace ledger {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using Request = http::request<http::empty_body>;
using Response = http::response<http::string_body>;

constexpr std::size_t connections_max = 64;
constexpr std::uint32_t header_bytes_max = 8 * 1024;
/// A probe or scraper sends its request as soon as it is connected.
constexpr std::chrono::seconds request_deadline{2};
constexpr std::chrono::seconds answer_deadline{5};
/// Out of file handles, for example: do not spin.
constexpr std::chrono::milliseconds accept_error_pause{100};

Response answer(http::status status, std::string body, const char* content_type = "text/plain; charset=utf-8") {
  Response response{status, 11};
  response.set(http::field::content_type, content_type);
  response.set(http::field::cache_control, "no-store");
  response.set("X-Content-Type-Options", "nosniff");
  response.body() = std::move(body);
  response.keep_alive(false);
  response.prepare_payload();
  return response;
}

/// One client's connection, in the list of all of them until it ends, oldest first.
class Visit : public boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
 public:
  explicit Visit(tcp::socket socket) : stream(std::move(socket)) {}

  boost::beast::tcp_stream stream;
};
using Visits = boost::intrusive::list<Visit, boost::intrusive::constant_time_size<false>>;

/// A listening socket. Throws std::runtime_error that names the address.
tcp::acceptor listen_on(asio::io_context& context, const std::string& address) {
  const auto parsed = parse_host_and_port(address);
  tcp::resolver resolver(context);
  try {
    const auto found = resolver.resolve(parsed.host, std::to_string(parsed.port), tcp::resolver::passive);
    return {context, found.begin()->endpoint()};
  } catch (const boost::system::system_error& error) {
    throw std::runtime_error("cannot listen on " + address + " for status and metrics: " + error.code().message());
  }
}

}  // namespace

class StatusServer::Server {
 public:
  Server(const std::string& address, Readiness readiness, const prometheus::Registry& metrics, std::string ready_metric)
      : readiness_(std::move(readiness)),
        metrics_(metrics),
        ready_metric_(std::move(ready_metric)),
        acceptor_(listen_on(context_, address)) {
    asio::co_spawn(context_, accept_all(), asio::detached);
    thread_ = std::thread([this] { run(); });
  }

  ~Server() {
    context_.stop();
    thread_.join();
  }

  [[nodiscard]] tcp::endpoint endpoint() const { return acceptor_.local_endpoint(); }

 private:
  void run() {
    while (!context_.stopped()) {
      try {
        context_.run();
      } catch (const std::exception& error) {
        spdlog::error("status server: {}", error.what());
      }
    }
  }

  asio::awaitable<void> accept_all() {
    while (true) {
      boost::system::error_code error;
      auto socket = co_await acceptor_.async_accept(asio::redirect_error(asio::use_awaitable, error));
      if (error) {
        asio::steady_timer pause(context_, accept_error_pause);
        co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, error));
      } else {
        make_room();
        asio::co_spawn(context_, serve(std::move(socket)), asio::detached);
      }
    }
  }

  /// A client that only holds its connection must not keep a probe out, so the oldest connection goes: whoever has
  /// something to ask has asked by then.
  void make_room() {
    if (visits_.size() < connections_max) return;
    auto& oldest = visits_.front();
    oldest.unlink();
    oldest.stream.close();
  }

  asio::awaitable<void> serve(tcp::socket socket) {
    Visit visit(std::move(socket));
    visits_.push_back(visit);
    auto& stream = visit.stream;
    stream.expires_after(request_deadline);
    boost::beast::flat_buffer buffer(header_bytes_max);
    http::request_parser<http::empty_body> parser;
    parser.header_limit(header_bytes_max);
    boost::system::error_code error;
    // A body, if there is one, is never read: the connection ends with this answer.
    co_await http::async_read_header(stream, buffer, parser, asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return;
    const auto response = respond(parser.get());
    stream.expires_after(answer_deadline);
    co_await http::async_write(stream, response, asio::redirect_error(asio::use_awaitable, error));
    stream.socket().shutdown(tcp::socket::shutdown_send, error);
  }

  [[nodiscard]] Response respond(const Request& request) const {
    if (request.method() != http::verb::get) return answer(http::status::method_not_allowed, "only GET\n");
    if (request.target() == "/livez") return answer(http::status::ok, "alive\n");
    if (request.target() == "/readyz") return respond_readiness();
    if (request.target() == "/metrics") {
      return answer(http::status::ok, prometheus::TextSerializer().Serialize(collect()),
                    "text/plain; version=0.0.4; charset=utf-8");
    }
    return answer(http::status::not_found, "there are /livez, /readyz and /metrics\n");
  }

  /// Returns why the program is not ready; nothing if it is.
  [[nodiscard]] std::optional<std::string> why_not_ready() const {
    try {
      return readiness_();
    } catch (const std::exception& error) {
      return error.what();
    }
  }

  [[nodiscard]] Response respond_readiness() const {
    const auto reason = why_not_ready();
    return reason ? answer(http::status::service_unavailable, *reason + "\n") : answer(http::status::ok, "ready\n");
  }

  [[nodiscard]] std::vector<prometheus::MetricFamily> collect() const {
    auto families = metrics_.Collect();
    for (auto& family : process_metrics()) families.push_back(std::move(family));
    if (ready_metric_.empty()) return families;
    prometheus::ClientMetric ready;
    ready.gauge.value = why_not_ready() ? 0 : 1;
    families.push_back({.name = ready_metric_,
                        .help = "1 while /readyz answers 200, else 0",
                        .type = prometheus::MetricType::Gauge,
                        .metric = {std::move(ready)}});
    return families;
  }

  Readiness readiness_;
  const prometheus::Registry& metrics_;
  std::string ready_metric_;
  // Before the context, whose end destroys suspended visits, which leave the list.
  Visits visits_;
  asio::io_context context_{1};
  tcp::acceptor acceptor_;
  std::thread thread_;
};

StatusServer::StatusServer(const std::string& address, Readiness readiness, const prometheus::Registry& metrics,
                           std::string ready_metric)
    : server_(std::make_unique<Server>(address, std::move(readiness), metrics, std::move(ready_metric))) {}
StatusServer::~StatusServer() = default;

std::string StatusServer::url() const {
  const auto endpoint = server_->endpoint();
  const auto host = endpoint.address().to_string();
  return "http://" + (endpoint.address().is_v6() ? "[" + host + "]" : host) + ":" + std::to_string(endpoint.port());
}

std::uint16_t StatusServer::port() const { return server_->endpoint().port(); }

}  // namespace ledger
