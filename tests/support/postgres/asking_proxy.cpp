#include "tests/support/postgres/asking_proxy.hpp"

#include <optional>
#include <string_view>

namespace ledger::test {
namespace {

/// PostgreSQL's messages (manual, section 55.7): a letter, the length without it in four bytes, the content.
constexpr std::size_t head_bytes = 5;
/// The message with which a client ends its session.
constexpr std::string_view terminate("X\0\0\0\4", head_bytes);
constexpr std::string_view question = "select name, coalesce(setting, '') from pg_settings";

std::string message(char kind, std::string_view content) {
  const auto length = static_cast<std::uint32_t>(content.size() + 5);
  std::string bytes(1, kind);
  for (const int shift : {24, 16, 8, 0}) bytes += static_cast<char>(length >> shift & 0xff);
  return bytes.append(content) + '\0';
}

std::size_t number_at(std::string_view bytes, std::size_t place, std::size_t size) {
  std::size_t number = 0;
  for (std::size_t index = 0; index < size; ++index) {
    number = number << 8 | static_cast<unsigned char>(bytes[place + index]);
  }
  return number;
}

/// The two columns of a row's message: the number of columns in two bytes, then each one's length in four and its text.
std::pair<std::string, std::string> columns_of(std::string_view row) {
  const auto length = number_at(row, 2, 4);
  const auto second = 6 + length;
  return {std::string(row.substr(6, length)), std::string(row.substr(second + 4, number_at(row, second, 4)))};
}

/// Reads on until a whole message is there, and takes it out of `bytes`; nothing once the connection is over.
std::optional<std::string> take_message(const Socket& server, std::string& bytes) {
  while (bytes.size() < head_bytes || bytes.size() < 1 + number_at(bytes, 1, 4)) {
    const auto received = receive_some(server);
    if (received.empty()) return std::nullopt;
    bytes += received;
  }
  const auto size = 1 + number_at(bytes, 1, 4);
  auto taken = bytes.substr(0, size);
  bytes.erase(0, size);
  return taken;
}

}  // namespace

AskingProxy::AskingProxy(DatabaseSettings server)
    : server_(std::move(server)), listener_([this](const Socket& client) { forward(client); }) {}

DatabaseSettings AskingProxy::settings() const { return settings_of(server_); }

DatabaseSettings AskingProxy::settings_of(DatabaseSettings other) const {
  other.host = "127.0.0.1";
  other.port = std::to_string(listener_.port());
  return other;
}

std::vector<AskingProxy::Settings> AskingProxy::answers() const {
  const std::lock_guard lock(mutex_);
  return answers_;
}

void AskingProxy::forward(const Socket& client) {
  const auto server = connect_to_loopback(static_cast<std::uint16_t>(std::stoi(server_.port)));
  while (!listener_.is_stopping()) {
    if (!await_either(&client, &server)) continue;
    if (is_readable(client)) {
      const auto received = receive_some(client);
      std::string_view bytes(received);
      const bool is_over = bytes.empty() || bytes.ends_with(terminate);
      if (bytes.ends_with(terminate)) bytes.remove_suffix(terminate.size());
      if (!send_all(server, bytes)) return;
      if (is_over) return ask(server);
    }
    if (!is_readable(server)) continue;
    const auto received = receive_some(server);
    if (received.empty() || !send_all(client, received)) return;
  }
}

void AskingProxy::ask(const Socket& server) {
  if (!send_all(server, message('Q', question))) return;
  Settings settings;
  std::string bytes;
  while (const auto answer = take_message(server, bytes)) {
    if (answer->front() == 'D') settings.insert(columns_of(std::string_view(*answer).substr(head_bytes)));
    if (answer->front() == 'Z') break;
  }
  const std::lock_guard lock(mutex_);
  if (!settings.empty()) answers_.push_back(std::move(settings));
}

}  // namespace ledger::test
