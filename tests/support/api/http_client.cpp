#include "tests/support/api/http_client.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <utility>

namespace ledger::test {
namespace {

constexpr const char* scheme = "http://";

std::pair<std::string, std::string> host_and_port(const std::string& url) {
  if (!url.starts_with(scheme)) throw std::runtime_error("no http url: " + url);
  const auto rest = url.substr(std::string(scheme).size());
  const auto colon = rest.rfind(':');
  return {rest.substr(0, colon), rest.substr(colon + 1)};
}

int connected_socket(const std::string& url, int buffer_bytes) {
  const auto [host, port] = host_and_port(url);
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (getaddrinfo(host.c_str(), port.c_str(), &hints, &found) != 0) throw std::runtime_error("no such host: " + host);
  const int made = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  // Before the connection is made, which settles how the window is scaled.
  if (buffer_bytes > 0) setsockopt(made, SOL_SOCKET, SO_RCVBUF, &buffer_bytes, sizeof buffer_bytes);
  const int result = connect(made, found->ai_addr, found->ai_addrlen);
  const int error = errno;
  freeaddrinfo(found);
  if (result != 0) {
    close(made);
    throw std::system_error(error, std::generic_category(), "connect to " + url);
  }
  const int on = 1;
  setsockopt(made, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return made;
}

bool wait_readable(int socket, std::chrono::milliseconds deadline) {
  pollfd ready{.fd = socket, .events = POLLIN, .revents = 0};
  return poll(&ready, 1, static_cast<int>(deadline.count())) > 0;
}

HttpResponse parse_head(const std::string& head) {
  HttpResponse response;
  if (!head.starts_with("HTTP/1.1 ") || head.size() < 12) throw std::runtime_error("no HTTP response: " + head);
  response.status = std::atoi(head.substr(9, 3).c_str());
  auto begin = head.find("\r\n") + 2;
  while (begin < head.size()) {
    const auto end = head.find("\r\n", begin);
    const auto line = head.substr(begin, end - begin);
    const auto colon = line.find(": ");
    if (colon != std::string::npos) response.fields.emplace_back(line.substr(0, colon), line.substr(colon + 2));
    begin = end + 2;
  }
  return response;
}

}  // namespace

std::string HttpResponse::field(const std::string& name) const {
  for (const auto& [each, value] : fields) {
    if (strcasecmp(each.c_str(), name.c_str()) == 0) return value;
  }
  return {};
}

RawConnection::RawConnection(const std::string& url, int buffer_bytes) : socket_(connected_socket(url, buffer_bytes)) {}

RawConnection::~RawConnection() {
  if (socket_ >= 0) close(socket_);
}

RawConnection::RawConnection(RawConnection&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)),
      read_bytes_max_(other.read_bytes_max_),
      pause_(other.pause_),
      received_(std::move(other.received_)) {}

RawConnection& RawConnection::operator=(RawConnection&& other) noexcept {
  std::swap(socket_, other.socket_);
  std::swap(received_, other.received_);
  std::swap(read_bytes_max_, other.read_bytes_max_);
  std::swap(pause_, other.pause_);
  return *this;
}

void RawConnection::end_sending() { ::shutdown(socket_, SHUT_WR); }

void RawConnection::slow_down(std::size_t bytes, std::chrono::milliseconds pause) {
  read_bytes_max_ = bytes;
  pause_ = pause;
}

void RawConnection::send(const std::string& bytes) {
  std::size_t sent = 0;
  while (sent < bytes.size()) {
    const auto count = ::send(socket_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (count <= 0) return;
    sent += static_cast<std::size_t>(count);
  }
}

bool RawConnection::read_more() {
  if (!wait_readable(socket_, patience)) throw std::runtime_error("the server does not answer");
  std::this_thread::sleep_for(pause_);
  char bytes[16384];
  const auto count = recv(socket_, bytes, std::min(sizeof bytes, read_bytes_max_), 0);
  was_reset_ = count < 0;
  if (count <= 0) return false;
  received_.append(bytes, static_cast<std::size_t>(count));
  return true;
}

std::string RawConnection::take(std::size_t count) {
  while (received_.size() < count) {
    if (!read_more()) throw std::runtime_error("half a body: " + received_);
  }
  auto taken = received_.substr(0, count);
  received_.erase(0, count);
  return taken;
}

std::string RawConnection::take_line() {
  std::size_t end = std::string::npos;
  while ((end = received_.find("\r\n")) == std::string::npos) {
    if (!read_more()) throw std::runtime_error("half a body: " + received_);
  }
  auto line = take(end + 2);
  line.resize(end);
  return line;
}

std::string RawConnection::receive_chunk() {
  const auto size = std::stoul(take_line(), nullptr, 16);
  auto chunk = take(size);
  if (!take_line().empty()) throw std::runtime_error("a chunk does not end where it should");
  return chunk;
}

std::string RawConnection::take_chunks() {
  std::string body;
  for (auto chunk = receive_chunk(); !chunk.empty(); chunk = receive_chunk()) body += chunk;
  return body;
}

HttpResponse RawConnection::receive_head() {
  auto response = receive(true);
  if (!response) throw std::runtime_error("the server closed the connection without an answer");
  return std::move(*response);
}

std::optional<HttpResponse> RawConnection::receive(bool without_body) {
  std::size_t head_end = std::string::npos;
  while ((head_end = received_.find("\r\n\r\n")) == std::string::npos) {
    if (read_more()) continue;
    if (!received_.empty()) throw std::runtime_error("half a response: " + received_);
    return std::nullopt;
  }
  auto response = parse_head(received_.substr(0, head_end + 2));
  received_.erase(0, head_end + 4);
  const bool has_no_body = response.status < 200 || response.status == 204 || response.status == 304;
  if (without_body || has_no_body) return response;
  if (response.field("Transfer-Encoding") == "chunked") {
    response.body = take_chunks();
  } else if (!response.field("Content-Length").empty()) {
    response.body = take(static_cast<std::size_t>(std::atoi(response.field("Content-Length").c_str())));
  } else {
    while (read_more()) continue;
    if (was_reset_) throw std::runtime_error("half a body: " + received_);
    response.body = std::exchange(received_, {});
  }
  return response;
}

HttpResponse RawConnection::next_response() {
  auto response = receive();
  if (!response) throw std::runtime_error("the connection was closed where a response was due");
  return std::move(*response);
}

bool RawConnection::has_received() {
  return !received_.empty() || (wait_readable(socket_, std::chrono::milliseconds(0)) && read_more());
}

bool RawConnection::is_closed_by_peer(std::chrono::milliseconds deadline) {
  if (!received_.empty() || !wait_readable(socket_, deadline)) return false;
  char byte = 0;
  return recv(socket_, &byte, 1, MSG_PEEK) <= 0;
}

std::string request_text(const std::string& method, const std::string& target, const std::string& body,
                         const HttpFields& fields) {
  std::string text = method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n";
  bool typed = false;
  for (const auto& [name, value] : fields) {
    text += name + ": " + value + "\r\n";
    typed = typed || name == "Content-Type";
  }
  if (!body.empty() && !typed) text += "Content-Type: application/json\r\n";
  if (!body.empty()) text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  return text + "\r\n" + body;
}

HttpResponse HttpClient::request(const std::string& method, const std::string& target, const std::string& body,
                                 const HttpFields& fields) {
  const auto text = request_text(method, target, body, fields);
  for (const bool last_try : {false, true}) {
    const bool used_before = connection_.has_value();
    if (!connection_) connection_.emplace(url_);
    connection_->send(text);
    auto response = connection_->receive(method == "HEAD");
    if (!response || response->field("Connection") == "close") connection_.reset();
    if (response) return std::move(*response);
    // A server may close an idle connection just when it is used again; a fresh one it answers.
    if (last_try || !used_before) break;
  }
  throw std::runtime_error("the server closed the connection without an answer");
}

}  // namespace ledger::test
