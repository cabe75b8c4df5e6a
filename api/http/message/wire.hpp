// A response as the bytes that are sent.
#pragma once

#include <ctime>
#include <string>

#include "api/http/message/response.hpp"

namespace ledger::api {

/// Tells the client where the body ends.
enum class BodyEnd {
  length,      ///< Content-Length
  last_chunk,  ///< Transfer-Encoding: chunked
  connection,  ///< it ends with the connection, for HTTP/1.0
};

/// The properties of a response that depend on its request and connection.
struct WireOptions {
  /// Tell the client that this is the connection's last answer.
  bool close = false;
  /// True for HEAD: send all fields, but no body.
  bool without_body = false;
  /// Anything but `length` leaves the body out: it follows in pieces.
  BodyEnd body_end = BodyEnd::length;
  /// The value of X-Request-Id; without the field if empty.
  std::string_view request_id = {};
};

/// Puts status line, fields and body into `bytes`, whose memory is used again. `date` is the value of Date.
void write_response(const Response& response, const WireOptions& options, std::string_view date, std::string& bytes);

/// A time as Date states it: "Sun, 06 Nov 1994 08:49:37 GMT".
std::string http_date(std::time_t second);

}  // namespace ledger::api
