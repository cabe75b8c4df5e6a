#include "tests/support/commit_cutting_proxy.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <string_view>

namespace ledger::test {
namespace {

constexpr int poll_timeout_ms = 50;
/// How the writer's Bind message names its prepared COMMIT (PostgreSQL manual, section 55.7): an unnamed portal, then
/// the statement's name.
constexpr std::string_view commit_mark("\0commit\0", 8);

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

bool send_all(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

/// Whether there is something to read; also true at the end of the stream.
bool readable(int socket) {
  pollfd waiting{.fd = socket, .events = POLLIN, .revents = 0};
  return poll(&waiting, 1, 0) > 0;
}

}  // namespace

CommitCuttingProxy::CommitCuttingProxy(DatabaseSettings server)
    : server_(std::move(server)), listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  auto address = loopback(0);
  socklen_t length = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener_, generic, length) != 0 || listen(listener_, 64) != 0 ||
      getsockname(listener_, generic, &length) != 0) {
    throw std::runtime_error("the proxy cannot listen");
  }
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread([this] { accept_connections(); });
}

CommitCuttingProxy::~CommitCuttingProxy() {
  stopping_ = true;
  acceptor_.join();
  for (auto& connection : connections_) connection.join();
  close(listener_);
}

DatabaseSettings CommitCuttingProxy::settings() const {
  auto settings = server_;
  settings.host = "127.0.0.1";
  settings.port = std::to_string(port_);
  return settings;
}

void CommitCuttingProxy::accept_connections() {
  while (!stopping_) {
    pollfd waiting{.fd = listener_, .events = POLLIN, .revents = 0};
    if (poll(&waiting, 1, poll_timeout_ms) <= 0) continue;
    const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) continue;
    const std::lock_guard lock(mutex_);
    connections_.emplace_back([this, client] { forward(client); });
  }
}

int CommitCuttingProxy::connect_to_server() const {
  const int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const auto address = loopback(static_cast<std::uint16_t>(std::stoi(server_.port)));
  if (connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
    const int on = 1;
    setsockopt(server, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }
  return server;
}

CommitCuttingProxy::Cut CommitCuttingProxy::next_cut() {
  const int every = cut_every_;
  if (every == 0 || ++commits_ % every != 0) return Cut::none;
  constexpr std::array kinds = {Cut::before_server, Cut::before_answer, Cut::within_answer};
  return kinds[static_cast<std::size_t>(cuts_++) % kinds.size()];
}

/// False once the connection is over.
bool CommitCuttingProxy::forward_to_server(int client, int server, Cut& cut) {
  std::array<char, 65536> buffer{};
  const auto size = recv(client, buffer.data(), buffer.size(), 0);
  if (size <= 0) return false;
  std::string_view bytes(buffer.data(), static_cast<std::size_t>(size));
  const auto mark = bytes.find(commit_mark);
  if (mark != std::string_view::npos) cut = next_cut();
  if (cut == Cut::before_server) {
    send_all(server, bytes.substr(0, mark));
    return false;
  }
  const bool sent = send_all(server, bytes);
  return sent && cut != Cut::before_answer;
}

void CommitCuttingProxy::forward(int client) {
  const int server = connect_to_server();
  std::array<char, 65536> buffer{};
  auto cut = Cut::none;
  bool open = true;
  while (open && !stopping_) {
    pollfd waiting[] = {{.fd = client, .events = POLLIN, .revents = 0}, {.fd = server, .events = POLLIN, .revents = 0}};
    // Frozen, it takes note of nothing, not even of an end.
    if (poll(waiting, frozen_ ? 0 : 2, poll_timeout_ms) <= 0) continue;
    if (readable(client)) open = forward_to_server(client, server, cut);
    if (!open || !readable(server)) continue;
    const auto size = recv(server, buffer.data(), buffer.size(), 0);
    open = size > 0;
    if (!open) break;
    const std::string_view bytes(buffer.data(), static_cast<std::size_t>(size));
    // Half of an answer tells the client nothing.
    open = send_all(client, cut == Cut::within_answer ? bytes.substr(0, bytes.size() / 2) : bytes) &&
           cut != Cut::within_answer;
  }
  close(client);
  close(server);
}

}  // namespace ledger::test
