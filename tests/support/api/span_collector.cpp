#include "tests/support/api/span_collector.hpp"

#include <sys/socket.h>

#include <algorithm>

#include "tests/support/eventually.hpp"

namespace ledger::test {
namespace {

bool holds_all(const std::string& request, const std::vector<std::string>& parts) {
  return std::all_of(parts.begin(), parts.end(),
                     [&](const std::string& part) { return request.find(part) != std::string::npos; });
}

bool is_whole(const std::string& request) {
  const auto end = request.find("\r\n\r\n");
  if (end == std::string::npos) return false;
  const std::string_view name = "\r\nContent-Length: ";
  const auto length = request.find(name);
  return length < end && request.size() >= end + 4 + std::stoul(request.substr(length + name.size()));
}

}  // namespace

Process::Environment SpanCollector::environment() const {
  return {{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:" + std::to_string(listener_.port())},
          {"OTEL_BSP_SCHEDULE_DELAY", "100"}};
}

bool SpanCollector::gets(const std::vector<std::string>& parts) {
  return eventually([&] {
    const std::lock_guard lock(mutex_);
    return std::any_of(requests_.begin(), requests_.end(), [&](const auto& each) { return holds_all(each, parts); });
  });
}

bool SpanCollector::got(const std::string& part) {
  const std::lock_guard lock(mutex_);
  return std::any_of(requests_.begin(), requests_.end(), [&](const auto& each) { return holds_all(each, {part}); });
}

void SpanCollector::serve(const Socket& client) {
  std::string request;
  while (!is_whole(request) && !listener_.is_stopping()) {
    if (!is_readable(client)) continue;
    char buffer[4096];
    const auto count = recv(client.get(), buffer, sizeof buffer, 0);
    if (count <= 0) return;
    request.append(buffer, static_cast<std::size_t>(count));
  }
  constexpr std::string_view answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
  send(client.get(), answer.data(), answer.size(), MSG_NOSIGNAL);
  const std::lock_guard lock(mutex_);
  requests_.push_back(std::move(request));
}

std::string trace_id_of(const TraceParent& trace) { return {trace.trace_id.begin(), trace.trace_id.end()}; }

std::string span_id_of(const TraceParent& trace) { return {trace.parent_id.begin(), trace.parent_id.end()}; }

}  // namespace ledger::test
