#include "tests/support/loopback.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <utility>

namespace ledger::test {
namespace {

constexpr int moment_ms = 50;
constexpr int waiting_connections_max = 64;
constexpr std::size_t received_bytes_max = 65'536;

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

int make_socket() { return socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0); }

/// -1 in place of what is not there, which poll() leaves out.
pollfd waiting_for(const Socket* socket) {
  return {.fd = socket == nullptr ? -1 : socket->get(), .events = POLLIN, .revents = 0};
}

}  // namespace

Socket::~Socket() {
  if (descriptor_ >= 0) close(descriptor_);
}

Socket::Socket(Socket&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

Socket connect_to_loopback(std::uint16_t port) {
  Socket server(make_socket());
  const auto address = loopback(port);
  if (connect(server.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
    const int on = 1;
    setsockopt(server.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }
  return server;
}

bool send_all(const Socket& socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = send(socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

std::string receive_some(const Socket& socket) {
  std::string bytes(received_bytes_max, '\0');
  const auto size = recv(socket.get(), bytes.data(), bytes.size(), 0);
  bytes.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  return bytes;
}

bool is_readable(const Socket& socket) {
  auto waiting = waiting_for(&socket);
  return poll(&waiting, 1, 0) > 0;
}

bool await_either(const Socket* one, const Socket* other) {
  std::array waiting{waiting_for(one), waiting_for(other)};
  return poll(waiting.data(), waiting.size(), moment_ms) > 0;
}

LoopbackListener::LoopbackListener(Serve serve) : serve_(std::move(serve)), listener_(make_socket()) {
  auto address = loopback(0);
  socklen_t length = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener_.get(), generic, length) != 0 || listen(listener_.get(), waiting_connections_max) != 0 ||
      getsockname(listener_.get(), generic, &length) != 0) {
    throw std::runtime_error("the proxy cannot listen");
  }
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread([this] { accept_connections(); });
}

LoopbackListener::~LoopbackListener() {
  stopping_ = true;
  acceptor_.join();
  for (auto& connection : connections_) connection.join();
}

void LoopbackListener::accept_connections() {
  while (!stopping_) {
    if (!await_either(&listener_, nullptr)) continue;
    Socket client(accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (client.get() < 0) continue;
    connections_.emplace_back([this, client = std::move(client)] { serve_(client); });
  }
}

}  // namespace ledger::test
