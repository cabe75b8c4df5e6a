// A request as handlers see it: already checked for everything that is HTTP's own.
#pragma once

#include <array>
#include <boost/asio/ip/address.hpp>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace ledger::api {

struct Principal;

/// The methods that some route takes, and OPTIONS, by which browsers ask. Every other one is `other` and takes part in no
/// route.
enum class Method { get, head, post, put, remove, options, other };

class BodySource;

/// One header field; name as it was sent, value without surrounding blanks.
struct HeaderField {
  std::string_view name;
  std::string_view value;
};

/// Path segments that a route leaves open, at most.
constexpr std::size_t path_parameters_max = 2;

/// Views into the connection's buffer: valid until the request has been answered.
struct Request {
  Method method = Method::other;
  /// Begins with '/'; as it was sent, so percent signs are still there.
  std::string_view path;
  /// The part of the target after '?', not decoded.
  std::string_view query;
  /// Whom the client takes the server for: "localhost:8000". Empty in HTTP/1.0 without Host.
  std::string_view authority;
  std::span<const HeaderField> headers;
  std::string_view body;
  /// Supplies the body if the route reads it piece by piece; `body` is then empty. Null for all other routes.
  BodySource* body_source = nullptr;
  /// The values for each {…} in the route's pattern, in order.
  std::array<std::string_view, path_parameters_max> path_parameters;
  /// The address at the other end of the connection: the client's or a proxy's.
  boost::asio::ip::address peer;
  /// By what the request is named in logs: what its client sent as X-Request-Id, or what the server has made up.
  std::string_view id;
  /// The caller; null until the application has looked. Outlives the request.
  const Principal* principal = nullptr;
  /// The principal's opaque id, as events record it.
  std::string_view actor = "nobody";

  /// The value of the first field with this name, in any case; nothing if there is none.
  [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const;
  /// Content-Type without parameters such as charset=utf-8; empty without the header.
  [[nodiscard]] std::string_view media_type() const;
};

/// Returns true if two header names or tokens are equal, ignoring the case of ASCII letters.
bool equal_ignoring_case(std::string_view left, std::string_view right);

}  // namespace ledger::api
