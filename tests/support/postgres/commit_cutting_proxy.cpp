#include "tests/support/postgres/commit_cutting_proxy.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <string_view>
#include <thread>

namespace ledger::test {
namespace {

constexpr std::chrono::milliseconds frozen_pause{50};
/// The writer's Bind message for a prepared statement that commits contains one of these (PostgreSQL manual, section
/// 55.7): an unnamed portal, then the statement's name.
constexpr std::array<std::string_view, 2> commit_marks = {std::string_view("\0commit\0", 8),
                                                          std::string_view("\0append_optimistically\0", 23)};

std::size_t find_commit(std::string_view bytes) {
  return std::min(bytes.find(commit_marks[0]), bytes.find(commit_marks[1]));
}

}  // namespace

CommitCuttingProxy::CommitCuttingProxy(DatabaseSettings server)
    : server_(std::move(server)), listener_([this](const Socket& client) { forward(client); }) {}

DatabaseSettings CommitCuttingProxy::settings() const {
  auto settings = server_;
  settings.host = "127.0.0.1";
  settings.port = std::to_string(listener_.port());
  return settings;
}

CommitCuttingProxy::Cut CommitCuttingProxy::next_cut() {
  const int every = cut_every_;
  if (every == 0 || ++commits_ % every != 0) return Cut::none;
  constexpr std::array kinds = {Cut::before_server, Cut::before_answer, Cut::within_answer};
  return kinds[static_cast<std::size_t>(cuts_++) % kinds.size()];
}

/// False once the connection is over.
bool CommitCuttingProxy::forward_to_server(const Socket& client, const Socket& server, Cut& cut) {
  const auto received = receive_some(client);
  if (received.empty()) return false;
  const std::string_view bytes(received);
  const auto mark = find_commit(bytes);
  if (mark != std::string_view::npos && cut == Cut::none) cut = next_cut();
  if (cut == Cut::before_server) {
    send_all(server, bytes.substr(0, mark));
    return false;
  }
  const bool sent = send_all(server, bytes);
  return sent && cut != Cut::before_answer;
}

void CommitCuttingProxy::forward(const Socket& client) {
  const auto server = connect_to_loopback(static_cast<std::uint16_t>(std::stoi(server_.port)));
  auto cut = Cut::none;
  bool open = true;
  while (open && !listener_.is_stopping()) {
    // Frozen, it takes note of nothing, not even of an end.
    if (frozen_) {
      std::this_thread::sleep_for(frozen_pause);
      continue;
    }
    if (!await_either(&client, &server)) continue;
    if (is_readable(client)) open = forward_to_server(client, server, cut);
    if (!open || !is_readable(server)) continue;
    const auto received = receive_some(server);
    if (received.empty()) break;
    const std::string_view bytes(received);
    // Half of an answer tells the client nothing.
    open = send_all(client, cut == Cut::within_answer ? bytes.substr(0, bytes.size() / 2) : bytes) &&
           cut != Cut::within_answer;
  }
}

}  // namespace ledger::test
