#include "tests/support/api/balancer.hpp"

#include <stdexcept>
#include <vector>

#include "ledger/process/interruptible_sleep.hpp"

namespace ledger::test {
namespace {

constexpr std::chrono::milliseconds look_interval{50};

std::uint16_t port_of(const std::string& address) {
  return static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1)));
}

bool is_ready(const std::string& url) {
  try {
    return HttpClient(url).get("/readyz").status == 200;
  } catch (const std::exception&) {
    return false;
  }
}

}  // namespace

Balancer::Balancer()
    : http_([this](const Socket& client) { forward(client, &Backend::http_port, http_); }),
      grpc_([this](const Socket& client) { forward(client, &Backend::grpc_port, grpc_); }),
      looker_([this](const std::stop_token& stop) { look(stop); }) {}

Balancer::~Balancer() = default;

void Balancer::add(const ApiServer& server) {
  {
    const std::lock_guard lock(mutex_);
    backends_.push_back(
        {.url = server.url(), .http_port = port_of(server.url()), .grpc_port = port_of(server.grpc_target())});
  }
  if (!eventually([&] { return sends_to(server); })) throw std::runtime_error(server.url() + " does not become ready");
}

bool Balancer::sends_to(const ApiServer& server) const {
  const std::lock_guard lock(mutex_);
  for (const auto& backend : backends_) {
    if (backend.url == server.url()) return backend.ready;
  }
  return false;
}

std::optional<std::uint16_t> Balancer::next_port(std::uint16_t Backend::*port) {
  const std::lock_guard lock(mutex_);
  std::vector<std::uint16_t> ports;
  for (const auto& backend : backends_) {
    if (backend.ready) ports.push_back(backend.*port);
  }
  if (ports.empty()) return std::nullopt;
  return ports[turn_++ % ports.size()];
}

void Balancer::forward(const Socket& client, std::uint16_t Backend::*port, const LoopbackListener& listener) {
  const auto chosen = next_port(port);
  if (!chosen) return;
  const Socket server = connect_to_loopback(*chosen);
  while (!listener.is_stopping()) {
    if (!await_either(&client, &server)) continue;
    for (const auto& [from, to] : {std::pair(&client, &server), std::pair(&server, &client)}) {
      if (!is_readable(*from)) continue;
      const auto bytes = receive_some(*from);
      if (bytes.empty() || !send_all(*to, bytes)) return;
    }
  }
}

void Balancer::look(const std::stop_token& stop) {
  do {
    std::vector<std::string> urls;
    {
      const std::lock_guard lock(mutex_);
      for (const auto& backend : backends_) urls.push_back(backend.url);
    }
    for (const auto& url : urls) {
      const bool ready = is_ready(url);
      const std::lock_guard lock(mutex_);
      for (auto& backend : backends_) {
        if (backend.url == url) backend.ready = ready;
      }
    }
  } while (sleep_unless_stopped(stop, look_interval));
}

}  // namespace ledger::test
