#include "tests/support/postgres/append_holding_proxy.hpp"

#include <sys/socket.h>

#include <string>
#include <string_view>
#include <thread>

#include "tests/support/eventually.hpp"

namespace ledger::test {
namespace {

/// The Bind message of an append (PostgreSQL manual, section 55.7): its type and length, an unnamed portal, then the
/// statement's name.
constexpr std::string_view append_mark("\0append_optimistically\0", 23);
constexpr std::size_t bytes_before_mark = 5;
constexpr std::chrono::milliseconds look_interval{1};

}  // namespace

AppendHoldingProxy::AppendHoldingProxy(DatabaseSettings server)
    : server_(std::move(server)), listener_([this](const Socket& client) { forward(client); }) {}

DatabaseSettings AppendHoldingProxy::settings() const {
  auto settings = server_;
  settings.host = "127.0.0.1";
  settings.port = std::to_string(listener_.port());
  return settings;
}

void AppendHoldingProxy::hold_next(std::size_t bytes) {
  held_behind_ = bytes;
  state_ = State::armed;
}

bool AppendHoldingProxy::release() {
  const bool was_cut = state_ == State::cut;
  state_ = State::releasing;
  return eventually([&] { return state_ == (was_cut ? State::answered : State::forwarding); });
}

bool AppendHoldingProxy::hold_none() {
  auto expected = State::armed;
  return state_.compare_exchange_strong(expected, State::forwarding) || release();
}

bool AppendHoldingProxy::hold(const Socket& client, const Socket& server, std::size_t begin, const std::string& bytes) {
  const auto forwarded = begin + held_behind_;
  if (!send_all(server, std::string_view(bytes).substr(0, forwarded))) return false;
  state_ = State::holding;
  bool is_cut = false;
  std::string held = bytes.substr(forwarded);
  while (state_ != State::releasing && !listener_.is_stopping()) {
    if (state_ == State::cut && !is_cut) {
      for (auto before = std::string::npos; held.size() != before && is_readable(client);) {
        before = held.size();
        held += receive_some(client);
      }
      is_cut = shutdown(client.get(), SHUT_RDWR) == 0;
    }
    std::this_thread::sleep_for(look_interval);
  }
  if (!is_cut) state_ = State::forwarding;
  if (!send_all(server, held)) return false;
  if (!is_cut) return true;
  // The server answers all of it before it ends the session.
  shutdown(server.get(), SHUT_WR);
  while (!receive_some(server).empty()) continue;
  state_ = State::answered;
  return false;
}

bool AppendHoldingProxy::forward_to_server(const Socket& client, const Socket& server) {
  const auto bytes = receive_some(client);
  if (bytes.empty()) return false;
  const auto mark = bytes.find(append_mark);
  if (mark != std::string::npos) {
    append_bytes_ = bytes.size() - (mark - bytes_before_mark);
    auto expected = State::armed;
    if (state_.compare_exchange_strong(expected, State::forwarding)) {
      return hold(client, server, mark - bytes_before_mark, bytes);
    }
  }
  return send_all(server, bytes);
}

void AppendHoldingProxy::forward(const Socket& client) {
  const auto server = connect_to_loopback(static_cast<std::uint16_t>(std::stoi(server_.port)));
  bool open = true;
  while (open && !listener_.is_stopping()) {
    if (!await_either(&client, &server)) continue;
    if (is_readable(client)) open = forward_to_server(client, server);
    if (!open || !is_readable(server)) continue;
    const auto received = receive_some(server);
    open = !received.empty() && send_all(client, received);
  }
}

}  // namespace ledger::test
