#include "tests/support/kafka/commit_holding_proxy.hpp"

#include <optional>
#include <string_view>

#include "tests/support/eventually.hpp"

namespace ledger::test {
namespace {

/// Kafka protocol guide: every request and response begins with its length without these four bytes. A request goes on
/// with its key, its version and its correlation id, a response with the correlation id of its request.
constexpr std::size_t length_bytes = 4;
constexpr std::size_t request_head_bytes = 12;
constexpr std::size_t response_head_bytes = 8;
constexpr std::size_t key_offset = 4;
constexpr std::size_t request_correlation_offset = 8;
constexpr std::size_t response_correlation_offset = 4;
constexpr std::uint32_t end_transaction_key = 26;

std::uint32_t big_endian(std::string_view bytes) {
  std::uint32_t number = 0;
  for (const char byte : bytes) number = number << 8U | static_cast<unsigned char>(byte);
  return number;
}

/// The first frame, if all of it has come; empty otherwise.
std::string_view first_frame(std::string_view bytes, std::size_t head_bytes) {
  if (bytes.size() < head_bytes) return {};
  const auto size = length_bytes + big_endian(bytes.substr(0, length_bytes));
  return bytes.size() < size ? std::string_view() : bytes.substr(0, size);
}

bool ends_transaction(std::string_view request) {
  return big_endian(request.substr(key_offset, 2)) == end_transaction_key;
}

std::string properties(std::uint16_t proxy_port) {
  return "listeners=PLAINTEXT://127.0.0.1:@PORT@,PROXIED://127.0.0.1:@EXTRA_PORT@,"
         "CONTROLLER://127.0.0.1:@CONTROLLER_PORT@\n"
         "advertised.listeners=PLAINTEXT://127.0.0.1:@PORT@,PROXIED://127.0.0.1:" +
         std::to_string(proxy_port) +
         "\n"
         "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,PROXIED:PLAINTEXT\n";
}

}  // namespace

/// One client's.
class CommitHoldingProxy::Connection {
 public:
  Connection(CommitHoldingProxy& proxy, const Socket& client, Socket broker)
      : proxy_(proxy), client_(client), broker_(std::move(broker)) {}

  ~Connection() {
    if (held_) --proxy_.held_;
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// False once the connection is over.
  bool go_on() {
    await_either(client_is_there_ ? &client_ : nullptr, &broker_);
    if (client_is_there_ && is_readable(client_)) {
      const auto received = receive_some(client_);
      client_is_there_ = !received.empty();
      requests_ += received;
    }
    if (!send_requests()) return false;
    if (is_readable(broker_) && !receive_responses()) return false;
    return client_is_there_ || held_;
  }

 private:
  bool send_requests() {
    for (auto request = first_frame(requests_, request_head_bytes); !request.empty();
         request = first_frame(requests_, request_head_bytes)) {
      if (ends_transaction(request) && proxy_.is_holding_) {
        if (!held_) ++proxy_.held_;
        held_ = big_endian(request.substr(request_correlation_offset, 4));
        return true;
      }
      if (!send_all(broker_, request)) return false;
      requests_.erase(0, request.size());
    }
    return true;
  }

  bool receive_responses() {
    const auto received = receive_some(broker_);
    if (received.empty()) return false;
    if (client_is_there_) client_is_there_ = send_all(client_, received);
    responses_ += received;
    for (auto response = first_frame(responses_, response_head_bytes); !response.empty();
         response = first_frame(responses_, response_head_bytes)) {
      if (held_ && big_endian(response.substr(response_correlation_offset, 4)) == *held_) {
        held_.reset();
        --proxy_.held_;
      }
      responses_.erase(0, response.size());
    }
    return true;
  }

  CommitHoldingProxy& proxy_;
  const Socket& client_;
  bool client_is_there_ = true;
  Socket broker_;
  std::string requests_;
  std::string responses_;
  /// The correlation id of the request that is held, or was and has not been answered yet.
  std::optional<std::uint32_t> held_;
};

CommitHoldingProxy::CommitHoldingProxy() : listener_([this](const Socket& client) { forward(client); }) {}

bool CommitHoldingProxy::release() {
  is_holding_ = false;
  return eventually([this] { return held_ == 0; });
}

void CommitHoldingProxy::forward(const Socket& client) {
  Connection connection(*this, client, connect_to_loopback(broker_port_));
  while (!listener_.is_stopping() && connection.go_on()) continue;
}

BrokerBehindProxy::BrokerBehindProxy() : broker_(properties(proxy_.port())) {
  const auto address = broker_.extra_address();
  proxy_.forward_to(static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1))));
}

}  // namespace ledger::test
