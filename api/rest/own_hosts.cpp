#include "api/rest/own_hosts.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <stdexcept>

namespace ledger::api {
namespace {

constexpr std::string_view advice =
    "this server asks nobody for a token, so it does not answer web pages of other sites; LEDGER_HTTP_HOST_NAMES names "
    "the hosts that are its own";

/// A host, and its port where one is written.
struct Authority {
  std::string_view host;
  std::string_view port;
};

Authority split(std::string_view authority) {
  // The colons of an IPv6 address stand within brackets.
  const auto address_end = authority.starts_with('[') ? authority.find(']') : 0;
  const auto colon = authority.find(':', std::min(address_end, authority.size()));
  if (colon == std::string_view::npos) return {.host = authority, .port = {}};
  return {.host = authority.substr(0, colon), .port = authority.substr(colon + 1)};
}

bool is_address(std::string_view host) {
  boost::system::error_code error;
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    boost::asio::ip::make_address_v6(std::string(host.substr(1, host.size() - 2)), error);
  } else {
    boost::asio::ip::make_address_v4(std::string(host), error);
  }
  return !error;
}

bool is_host_name(std::string_view name) {
  const auto is_allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == '_';
  };
  return !name.empty() && name.size() <= 253 && std::all_of(name.begin(), name.end(), is_allowed);
}

Problem foreign_site(std::string_view code, std::string_view field) {
  return {Status::forbidden, code, std::string(advice), std::string(field)};
}

}  // namespace

OwnHosts::OwnHosts(std::string_view names) {
  if (names.empty()) return;
  for (bool at_end = false; !at_end;) {
    const auto comma = names.find(',');
    at_end = comma == std::string_view::npos;
    const auto name = names.substr(0, comma);
    if (!at_end) names.remove_prefix(comma + 1);
    if (!is_host_name(name)) {
      throw std::invalid_argument("no host name: '" + std::string(name) +
                                  "' (names, separated by commas, without ports)");
    }
    names_.emplace_back(name);
  }
}

std::optional<Problem> OwnHosts::refusal_of_host(const Request& request) const {
  // HTTP/1.0 needs no Host, and no browser speaks it.
  if (!request.authority.empty() && !is_own(split(request.authority).host)) return foreign_site("host_unknown", "Host");
  return std::nullopt;
}

std::optional<Problem> OwnHosts::refusal(const Request& request) const {
  if (auto refusal = refusal_of_host(request)) return refusal;
  for (const auto& field : request.headers) {
    if (equal_ignoring_case(field.name, "Origin") && !is_own_origin(field.value, request.authority)) {
      return foreign_site("origin_foreign", "Origin");
    }
    if (equal_ignoring_case(field.name, "Sec-Fetch-Site") && field.value != "same-origin" && field.value != "none") {
      return foreign_site("origin_foreign", "Sec-Fetch-Site");
    }
  }
  return std::nullopt;
}

bool OwnHosts::is_named(std::string_view host) const {
  return std::any_of(names_.begin(), names_.end(),
                     [host](const auto& name) { return equal_ignoring_case(name, host); });
}

bool OwnHosts::is_own(std::string_view host) const {
  return equal_ignoring_case(host, "localhost") || is_address(host) || is_named(host);
}

bool OwnHosts::is_own_origin(std::string_view origin, std::string_view authority) const {
  constexpr std::string_view mark = "://";
  const auto scheme_end = origin.find(mark);
  if (scheme_end == std::string_view::npos) return false;
  const auto scheme = origin.substr(0, scheme_end);
  const std::string_view usual_port = scheme == "https" ? "443" : scheme == "http" ? "80" : "";
  if (usual_port.empty()) return false;
  auto theirs = split(origin.substr(scheme_end + mark.size()));
  auto ours = split(authority);
  if (is_named(theirs.host)) return true;
  if (theirs.port.empty()) theirs.port = usual_port;
  if (ours.port.empty()) ours.port = usual_port;
  return equal_ignoring_case(theirs.host, ours.host) && theirs.port == ours.port;
}

}  // namespace ledger::api
