// Finds a client's address behind the proxies in front of this server.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "api/http/message/request.hpp"

namespace ledger::api {

/// The header in which proxies say for whom they ask. Only one is read: another one could be the client's own.
enum class ForwardedHeader {
  x_forwarded_for,  ///< X-Forwarded-For: client, proxy1, proxy2
  forwarded,        ///< Forwarded: for=client, for=proxy1 (RFC 7239)
};

/// The proxies that are believed. Without any, a client is where its connection comes from.
class TrustedProxies {
 public:
  TrustedProxies() = default;
  /// `networks` is a list such as "10.0.0.0/8, fd00::/8, 192.0.2.7". Throws std::invalid_argument that names the part
  /// which is no network.
  TrustedProxies(std::string_view networks, ForwardedHeader header);

  /// The network of the client: an IPv4 address, or the first 64 bits of an IPv6 address, which are all one customer's.
  /// If `peer` is a trusted proxy, it is the rightmost address in the header that is none; what stands before it may be
  /// the client's invention. The nearest trusted proxy if there is no such address, or none that can be read.
  [[nodiscard]] std::string client_network(const boost::asio::ip::address& peer,
                                           std::span<const HeaderField> headers) const;

 private:
  [[nodiscard]] bool trusts(const boost::asio::ip::address& address) const;

  using Network = std::variant<boost::asio::ip::network_v4, boost::asio::ip::network_v6>;
  std::vector<Network> networks_;
  ForwardedHeader header_ = ForwardedHeader::x_forwarded_for;
};

}  // namespace ledger::api
