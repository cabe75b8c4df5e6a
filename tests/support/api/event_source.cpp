#include "tests/support/api/event_source.hpp"

#include <stdexcept>

namespace ledger::test {
namespace {

/// The rest of the line if it is this field's.
void take_field(const std::string& line, const std::string& name, std::string& value) {
  if (line.starts_with(name)) value = line.substr(name.size());
}

}  // namespace

EventSource::EventSource(const ApiServer& server, const std::string& query, const HttpFields& fields)
    : EventSource(server.url(), query, fields) {}

EventSource::EventSource(const std::string& url, const std::string& query, const HttpFields& fields)
    : connection_(url) {
  connection_.send(request_text("GET", "/v1/events" + query, "", fields));
  head_ = connection_.receive_head();
}

EventSource::Message EventSource::next() {
  // Comments keep a quiet stream alive for ever.
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (std::chrono::steady_clock::now() < deadline) {
    auto block = next_block();
    if (!block.data.empty()) return block;
  }
  throw std::runtime_error("the stream has only comments");
}

EventSource::Message EventSource::next_block() {
  auto end = text_.find("\n\n");
  while (end == std::string::npos) {
    const auto chunk = connection_.receive_chunk();
    if (chunk.empty()) throw std::runtime_error("the stream has ended");
    text_ += chunk;
    end = text_.find("\n\n");
  }
  Message message;
  const auto block = text_.substr(0, end + 1);
  text_.erase(0, end + 2);
  for (std::size_t begin = 0; begin < block.size();) {
    const auto line_end = block.find('\n', begin);
    const auto line = block.substr(begin, line_end - begin);
    take_field(line, "event: ", message.event);
    take_field(line, "id: ", message.id);
    take_field(line, "data: ", message.data);
    begin = line_end + 1;
  }
  return message;
}

}  // namespace ledger::test
