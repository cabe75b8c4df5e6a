#include "tests/support/api/chunked_text.hpp"

#include <fmt/format.h>

#include "tests/support/api/api_server.hpp"

namespace ledger::test {

std::string chunks_of(const std::string& text, std::size_t chunk_bytes) {
  std::string chunks;
  for (std::size_t begin = 0; begin < text.size(); begin += chunk_bytes) {
    const auto chunk = text.substr(begin, chunk_bytes);
    chunks += fmt::format("{:x}\r\n{}\r\n", chunk.size(), chunk);
  }
  return chunks + "0\r\n\r\n";
}

std::string chunked_head(const std::string& method, const std::string& target, const std::string& more,
                         const std::string& type) {
  return method + " " + target + " HTTP/1.1\r\nHost: ledger\r\nContent-Type: " + type +
         "\r\nTransfer-Encoding: chunked\r\n" + more + "\r\n";
}

std::string deposit_of(const std::string& user, const std::string& amount) {
  return payment_body(fresh_uid(), "DEPOSIT", user, amount);
}

std::string lines_of(const std::string& user, std::size_t count) {
  std::string lines;
  for (std::size_t made = 0; made < count; ++made) lines.append(deposit_of(user)).append("\n");
  return lines;
}

}  // namespace ledger::test
