// Finds a client's address from what proxies report, whatever address the client claims.
#include "api/http/message/client_address.hpp"

#include "tests/support/catch.hpp"

namespace ledger::api {
namespace {

struct ForwardedCase {
  std::string peer;
  std::vector<std::string> values;
  std::string network;
};

std::string forwarded_network(const TrustedProxies& proxies, const std::string& header, const ForwardedCase& each) {
  std::vector<HeaderField> fields{{"Host", "ledger"}};
  for (const auto& value : each.values) fields.push_back({header, value});
  return proxies.client_network(boost::asio::ip::make_address(each.peer), fields);
}

}  // namespace

TEST_CASE("Only a trusted proxy's X-Forwarded-For is believed, from the right", "[http][proxies]") {
  const TrustedProxies proxies("10.0.0.0/8, 192.0.2.7,fd00::/8", ForwardedHeader::x_forwarded_for);
  const std::vector<ForwardedCase> cases{
      {"198.51.100.1", {}, "198.51.100.1"},
      {"198.51.100.1", {"203.0.113.5"}, "198.51.100.1"},
      {"10.1.2.3", {}, "10.1.2.3"},
      {"10.1.2.3", {"203.0.113.5"}, "203.0.113.5"},
      {"192.0.2.7", {"203.0.113.5"}, "203.0.113.5"},
      {"192.0.2.8", {"203.0.113.5"}, "192.0.2.8"},
      {"10.1.2.3", {"1.1.1.1, 203.0.113.5"}, "203.0.113.5"},
      {"10.1.2.3", {"1.1.1.1, 203.0.113.5 ,\t10.9.9.9"}, "203.0.113.5"},
      {"10.1.2.3", {"1.1.1.1", "203.0.113.5", "10.9.9.9"}, "203.0.113.5"},
      {"10.1.2.3", {"10.9.9.9"}, "10.9.9.9"},
      {"10.1.2.3", {"203.0.113.5:4711"}, "203.0.113.5"},
      {"10.1.2.3", {"[2001:db8:1:2:3::4]:4711"}, "2001:db8:1:2::/64"},
      {"10.1.2.3", {"2001:db8:1:2:3::4"}, "2001:db8:1:2::/64"},
      {"fd00::1", {"2001:db8:1:2:3::4"}, "2001:db8:1:2::/64"},
      {"::ffff:10.1.2.3", {"::ffff:203.0.113.5"}, "203.0.113.5"},
      {"2001:db8:1:2:3::4", {"203.0.113.5"}, "2001:db8:1:2::/64"},
      // An element that cannot be parsed hides those before it.
      {"10.1.2.3", {"203.0.113.5, unknown"}, "10.1.2.3"},
      {"10.1.2.3", {"203.0.113.5, unknown, 10.9.9.9"}, "10.9.9.9"},
      {"10.1.2.3", {""}, "10.1.2.3"},
      {"10.1.2.3", {"203.0.113.5,"}, "10.1.2.3"},
      {"10.1.2.3", {"[::1"}, "10.1.2.3"},
      // A client must not swallow what the proxy appends.
      {"10.1.2.3", {"1.1.1.1;x=\", 203.0.113.5"}, "203.0.113.5"},
  };
  for (const auto& each : cases) {
    INFO(each.peer << " " << (each.values.empty() ? "" : each.values.front()));
    CHECK(forwarded_network(proxies, "x-forwarded-FOR", each) == each.network);
    CHECK(forwarded_network({}, "X-Forwarded-For", each) ==
          forwarded_network(proxies, "X-Forwarded-For", {.peer = each.peer, .values = {}, .network = {}}));
  }
}

TEST_CASE("Forwarded is read as RFC 7239 says, where it is the header to read", "[http][proxies]") {
  const TrustedProxies proxies("10.0.0.0/8", ForwardedHeader::forwarded);
  const std::vector<ForwardedCase> cases{
      {"10.1.2.3", {"for=203.0.113.5"}, "203.0.113.5"},
      {"10.1.2.3", {"proto=https;For=\"203.0.113.5:80\";by=10.1.2.3"}, "203.0.113.5"},
      {"10.1.2.3", {"for=1.1.1.1, for=\"[2001:db8:1:2:3::4]:4711\", for=10.9.9.9"}, "2001:db8:1:2::/64"},
      {"10.1.2.3", {"for=203.0.113.5;host=\"a,for=1.1.1.1\""}, "203.0.113.5"},
      {"10.1.2.3", {"for=203.0.113.5, for=_hidden"}, "10.1.2.3"},
      {"10.1.2.3", {"by=203.0.113.5"}, "10.1.2.3"},
      {"10.1.2.3", {"for=203.0.113.5;host=\"a\\\",for=1.1.1.1\""}, "203.0.113.5"},
      // A client must not swallow what the proxy appends.
      {"10.1.2.3", {"for=1.1.1.1;x=\", for=203.0.113.5"}, "10.1.2.3"},
      {"10.1.2.3", {"for=1.1.1.1;x=\"\\\", for=203.0.113.5"}, "10.1.2.3"},
      {"203.0.113.9", {"for=203.0.113.5"}, "203.0.113.9"},
  };
  for (const auto& each : cases) {
    INFO(each.values.front());
    CHECK(forwarded_network(proxies, "Forwarded", each) == each.network);
    CHECK(forwarded_network(proxies, "X-Forwarded-For", each) == forwarded_network({}, "Forwarded", each));
  }
}

TEST_CASE("A trusted proxy is given by its network", "[http][proxies]") {
  const auto make = [](const std::string& text) { TrustedProxies(text, ForwardedHeader::forwarded); };
  for (const auto* good : {"", "  ", "127.0.0.1", "::1", "10.0.0.0/8,fd00::/8"}) CHECK_NOTHROW(make(good));
  for (const auto* bad : {"proxy", "10.0.0.0/33", "10.0.0.0/8,", "10.0.0.0/8 fd00::/8", "1.2.3", "/8"}) {
    INFO(bad);
    CHECK_THROWS_AS(make(bad), std::invalid_argument);
  }
}

}  // namespace ledger::api
