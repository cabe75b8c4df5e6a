#include "api/http/message/wire.hpp"

#include <array>
#include <charconv>
#include <ctime>

namespace ledger::api {
namespace {

void append_number(std::string& text, std::size_t number) {
  std::array<char, 20> digits{};
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  text.append(digits.data(), end);
}

}  // namespace

void write_response(const Response& response, const WireOptions& options, std::string_view date, std::string& bytes) {
  bytes.clear();
  bytes += "HTTP/1.1 ";
  append_number(bytes, static_cast<std::size_t>(response.status));
  bytes += ' ';
  bytes += reason_phrase(response.status);
  bytes += "\r\nDate: ";
  bytes += date;
  if (response.status != Status::no_content) {
    bytes += "\r\nContent-Type: ";
    bytes += response.content_type;
  }
  bytes += "\r\nCache-Control: ";
  bytes += response.cache_control;
  // No browser is to take an answer for anything else than its type says.
  bytes += "\r\nX-Content-Type-Options: nosniff";
  if (response.status == Status::not_modified || response.status == Status::no_content) {
    // The response has no body, and the length would be that of the cached one (304) or is not allowed (204).
  } else if (options.body_end == BodyEnd::length) {
    bytes += "\r\nContent-Length: ";
    append_number(bytes, response.body.size());
  } else if (options.body_end == BodyEnd::last_chunk) {
    bytes += "\r\nTransfer-Encoding: chunked";
  }
  // nginx and others like it would keep what is made while it is sent until they have a buffer full of it.
  if (options.body_end != BodyEnd::length) bytes += "\r\nX-Accel-Buffering: no";
  if (!options.request_id.empty()) {
    bytes += "\r\nX-Request-Id: ";
    bytes += options.request_id;
  }
  if (options.close) bytes += "\r\nConnection: close";
  for (const auto& field : response.fields) {
    bytes += "\r\n";
    bytes += field.name;
    bytes += ": ";
    bytes += field.value;
  }
  bytes += "\r\n\r\n";
  if (!options.without_body && options.body_end == BodyEnd::length) bytes += response.body;
}

std::string http_date(std::time_t second) {
  std::tm parts{};
  gmtime_r(&second, &parts);
  std::array<char, 40> text{};
  const auto length = std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  return {text.data(), length};
}

}  // namespace ledger::api
