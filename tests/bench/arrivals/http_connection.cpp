#include "tests/bench/arrivals/http_connection.hpp"

#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <system_error>
#include <utility>

namespace ledger::arrivals {
namespace {

constexpr std::string_view head_end = "\r\n\r\n";
constexpr std::string_view length_field = "\r\nContent-Length: ";

/// Returns the number at the beginning of the text; 0 if there is none.
std::size_t leading_number(std::string_view text) {
  std::size_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

}  // namespace

HttpConnection::HttpConnection(const sockaddr_in& server) : descriptor_(socket(AF_INET, SOCK_STREAM, 0)) {
  if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), "no socket");
  // On loopback a connection is there at once, or refused.
  if (connect(descriptor_, reinterpret_cast<const sockaddr*>(&server), sizeof(server)) != 0) {
    const int reason = errno;
    close(descriptor_);
    throw std::system_error(reason, std::generic_category(), "the server cannot be reached");
  }
  const int on = 1;
  setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  fcntl(descriptor_, F_SETFL, O_NONBLOCK);
}

HttpConnection::~HttpConnection() {
  if (descriptor_ >= 0) close(descriptor_);
}

HttpConnection::HttpConnection(HttpConnection&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      busy_(other.busy_),
      status_(other.status_),
      due_(other.due_),
      received_(std::move(other.received_)) {}

HttpConnection& HttpConnection::operator=(HttpConnection&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  busy_ = other.busy_;
  status_ = other.status_;
  due_ = other.due_;
  received_ = std::move(other.received_);
  return *this;
}

bool HttpConnection::send(std::string_view request, Clock::time_point due) {
  busy_ = true;
  due_ = due;
  received_.clear();
  // The system takes a few hundred bytes whole: the last request was answered, so nothing else waits to be sent.
  return ::send(descriptor_, request.data(), request.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(request.size());
}

HttpConnection::Progress HttpConnection::receive() {
  std::array<char, 8192> buffer;
  for (;;) {
    const auto size = recv(descriptor_, buffer.data(), buffer.size(), 0);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0 && errno == EAGAIN) return Progress::waiting;
    if (size <= 0) return Progress::over;
    received_.append(buffer.data(), static_cast<std::size_t>(size));
    if (!has_whole_answer()) continue;
    busy_ = false;
    return Progress::answered;
  }
}

bool HttpConnection::has_whole_answer() {
  const auto end = received_.find(head_end);
  if (end == std::string::npos) return false;
  const auto length = received_.find(length_field);
  const auto body =
      length < end ? leading_number(std::string_view(received_).substr(length + length_field.size())) : std::size_t{0};
  if (received_.size() < end + head_end.size() + body) return false;
  // "HTTP/1.1 200 OK"
  status_ = static_cast<int>(leading_number(std::string_view(received_).substr(9)));
  return true;
}

}  // namespace ledger::arrivals
