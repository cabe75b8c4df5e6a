#include "api/http/message/client_address.hpp"

#include <algorithm>
#include <optional>
#include <stdexcept>

#include "api/http/message/blanks.hpp"

namespace ledger::api {
namespace {

namespace ip = boost::asio::ip;
using boost::system::error_code;

using Parts = std::vector<std::string_view>;

/// The parts between separators that are not within quotes, without blanks around them. Returns nothing if a quote is
/// not closed: whoever wrote it would swallow what a proxy appends. Quotes mean nothing if `quotes` is false.
std::optional<Parts> split(std::string_view text, char separator, bool quotes) {
  Parts parts;
  std::size_t begin = 0;
  bool quoted = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (quotes && text[at] == '"') quoted = !quoted;
    if (quoted && text[at] == '\\') ++at;
    if (quoted || text[at] != separator) continue;
    parts.push_back(without_blanks(text.substr(begin, at - begin)));
    begin = at + 1;
  }
  if (quoted) return std::nullopt;
  parts.push_back(without_blanks(text.substr(begin)));
  return parts;
}

/// An IPv4 address within IPv6 is that IPv4 address.
ip::address plain(const ip::address& address) {
  if (!address.is_v6() || !address.to_v6().is_v4_mapped()) return address;
  return ip::make_address_v4(ip::v4_mapped, address.to_v6());
}

/// An address with or without brackets, quotes and port.
std::optional<ip::address> address_of(std::string_view text) {
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
  const auto colon = text.find(':');
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    text = text.substr(1, end - 1);
  } else if (colon != std::string_view::npos && text.find(':', colon + 1) == std::string_view::npos) {
    text = text.substr(0, colon);
  }
  error_code error;
  const auto address = ip::make_address(std::string(text), error);
  if (error) return std::nullopt;
  return plain(address);
}

/// Returns the address in the parameter `for` of one element of Forwarded.
std::optional<ip::address> forwarded_for(std::string_view element) {
  const auto pairs = split(element, ';', true).value_or(Parts{});
  for (const auto pair : pairs) {
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos) continue;
    if (equal_ignoring_case(pair.substr(0, equals), "for")) return address_of(pair.substr(equals + 1));
  }
  return std::nullopt;
}

/// The elements of all fields with this name, as though they were one. None if one of the fields cannot be read.
Parts elements_of(std::span<const HeaderField> headers, std::string_view name, bool quotes) {
  Parts elements;
  for (const auto& field : headers) {
    if (!equal_ignoring_case(field.name, name)) continue;
    const auto parts = split(field.value, ',', quotes);
    if (!parts) return {};
    elements.insert(elements.end(), parts->begin(), parts->end());
  }
  return elements;
}

std::string network_of(const ip::address& address) {
  if (!address.is_v6()) return address.to_string();
  return ip::make_network_v6(address.to_v6(), 64).canonical().to_string();
}

std::variant<ip::network_v4, ip::network_v6> parse_network(std::string_view text) {
  error_code error;
  const std::string whole(text);
  const auto address = ip::make_address(whole, error);
  if (!error && address.is_v4()) return ip::network_v4(address.to_v4(), 32);
  if (!error) return ip::network_v6(address.to_v6(), 128);
  const auto four = ip::make_network_v4(whole, error);
  if (!error) return four.canonical();
  const auto six = ip::make_network_v6(whole, error);
  if (!error) return six.canonical();
  throw std::invalid_argument("'" + whole + "' is no network such as 10.0.0.0/8");
}

}  // namespace

TrustedProxies::TrustedProxies(std::string_view networks, ForwardedHeader header) : header_(header) {
  if (without_blanks(networks).empty()) return;
  const auto parts = split(networks, ',', false).value_or(Parts{});
  for (const auto part : parts) networks_.push_back(parse_network(part));
}

bool TrustedProxies::trusts(const ip::address& address) const {
  return std::any_of(networks_.begin(), networks_.end(), [&address](const Network& network) {
    if (const auto* four = std::get_if<ip::network_v4>(&network)) {
      return address.is_v4() && (address.to_v4().to_uint() & four->netmask().to_uint()) == four->network().to_uint();
    }
    const auto& six = std::get<ip::network_v6>(network);
    return address.is_v6() && ip::make_network_v6(address.to_v6(), six.prefix_length()).canonical() == six;
  });
}

std::string TrustedProxies::client_network(const ip::address& peer, std::span<const HeaderField> headers) const {
  auto client = plain(peer);
  if (!trusts(client)) return network_of(client);
  const bool is_rfc = header_ == ForwardedHeader::forwarded;
  const auto elements = elements_of(headers, is_rfc ? "Forwarded" : "X-Forwarded-For", is_rfc);
  for (auto element = elements.rbegin(); element != elements.rend() && trusts(client); ++element) {
    const auto address = is_rfc ? forwarded_for(*element) : address_of(*element);
    if (!address) break;
    client = *address;
  }
  return network_of(client);
}

}  // namespace ledger::api
