// A request's head: request line and header fields, parsed by Beast and then held against stricter rules.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "api/http/message/problem.hpp"
#include "api/http/message/request.hpp"

namespace ledger::api {

constexpr std::size_t head_bytes_max = std::size_t{8} * 1024;
constexpr std::size_t header_fields_max = 64;
constexpr std::size_t body_bytes_max = std::size_t{64} * 1024;
/// The maximum size of a body that is read piece by piece.
constexpr std::size_t streamed_body_bytes_max = std::size_t{16} * 1024 * 1024;

/// Views into the text that was parsed.
struct RequestHead {
  Method method = Method::other;
  std::string_view path;
  std::string_view query;
  /// Whom the client takes the server for, with the port where it named one: what the target says, where that is a
  /// whole URL, else Host. Empty in HTTP/1.0 without either.
  std::string_view authority;
  std::array<HeaderField, header_fields_max> fields;
  std::size_t field_count = 0;
  /// 0 for a body in chunks.
  std::size_t content_length = 0;
  /// True if the body comes in chunks, whose framing has not been parsed yet.
  bool is_chunked = false;
  /// True if the client waits for "100 Continue" before it sends the body.
  bool expects_continue = false;
  /// True if the connection may be used for another request.
  bool keep_alive = false;
  /// HTTP/1.0: the client knows no chunks.
  bool is_version_1_0 = false;
};

/// The length of the head at the beginning of `text` with the blank line that ends it; nothing if it has no end yet.
/// The first `scanned` bytes are known to hold no end.
std::optional<std::size_t> head_length(std::string_view text, std::size_t scanned);

/// Parses a whole head. Returns why it is refused: what Beast refuses, and what it lets pass though the next server
/// on the way might read it differently (request smuggling): any Transfer-Encoding but one field with the one word
/// "chunked" in HTTP/1.1 without Content-Length, other than exactly one Host, a target that is neither a path nor an
/// HTTP URL without user, folded fields, lists in Content-Length, a body larger than any route takes. After a refusal
/// the connection must be closed.
std::optional<Problem> parse_head(std::string_view text, RequestHead& head);
/// 413
Problem body_too_large(std::size_t bytes_max);

}  // namespace ledger::api
