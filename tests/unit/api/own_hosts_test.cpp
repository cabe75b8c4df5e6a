// A server that does not ask for tokens may be called by certain web pages only.
#include "api/rest/own_hosts.hpp"

#include "tests/support/catch.hpp"

namespace ledger::api {
namespace {

/// "welcome", or the code of the refusal.
std::string verdict(std::string_view authority, const std::vector<HeaderField>& fields = {}) {
  const OwnHosts hosts("ledger.example,Ledger-API");
  Request request;
  request.authority = authority;
  request.headers = fields;
  const auto refusal = hosts.refusal(request);
  return refusal ? std::string(refusal->code) : "welcome";
}

std::string verdict_on_origin(std::string_view origin, std::string_view authority = "localhost:8000") {
  return verdict(authority, {{"origin", origin}});
}

}  // namespace

TEST_CASE("A server without tokens answers to addresses and its own names only", "[http][origin]") {
  for (const auto* own :
       {"localhost", "LocalHost:8000", "127.0.0.1", "127.0.0.1:8000", "10.1.2.3:80", "[::1]", "[::1]:8000",
        "[fd00::2]:8000", "ledger.example", "LEDGER.example:443", "ledger-api:8000", ""}) {
    INFO(own);
    CHECK(verdict(own) == "welcome");
  }
  for (const auto* foreign :
       {"evil.example", "evil.example:8000", "localhost.evil.example", "evil-localhost", "127.0.0.1.evil.example",
        "ledger.example.evil", "x.ledger.example", "127.1", "2130706433", "0x7f.1", "::1", "[::1", "[::1].evil",
        "[127.0.0.1]", "user@localhost", "localhost@evil.example", "local host", ":8000", "localhost."}) {
    INFO(foreign);
    CHECK(verdict(foreign) == "host_unknown");
  }
}

TEST_CASE("A server without tokens answers no page of another site", "[http][origin]") {
  CHECK(verdict_on_origin("http://localhost:8000") == "welcome");
  CHECK(verdict_on_origin("HTTP://LOCALHOST:8000") == "origin_foreign");
  CHECK(verdict_on_origin("https://localhost", "localhost") == "welcome");
  CHECK(verdict_on_origin("http://localhost", "localhost:80") == "welcome");
  CHECK(verdict_on_origin("https://localhost:443", "localhost") == "welcome");
  CHECK(verdict_on_origin("http://[::1]:8000", "[::1]:8000") == "welcome");
  // A proxy may have written its own idea of Host.
  CHECK(verdict_on_origin("https://ledger.example", "127.0.0.1:8000") == "welcome");
  for (const auto* foreign :
       {"null", "", "http://evil.example", "http://localhost", "http://localhost:3000", "https://localhost",
        "http://localhost:8000.evil.example", "file://localhost:8000", "http://127.0.0.1:8000",
        "http://x.ledger.example", "localhost:8000", "http://localhost:8000 http://evil.example"}) {
    INFO(foreign);
    CHECK(verdict_on_origin(foreign) == "origin_foreign");
  }
  CHECK(verdict("localhost", {{"Origin", "http://localhost"}, {"Origin", "http://evil.example"}}) == "origin_foreign");
}

TEST_CASE("What a browser says of a request's site is believed", "[http][origin]") {
  const auto on_site = [](std::string_view site) { return verdict("localhost:8000", {{"Sec-Fetch-Site", site}}); };
  CHECK(on_site("same-origin") == "welcome");
  // Typed into the address bar.
  CHECK(on_site("none") == "welcome");
  for (const auto* foreign : {"cross-site", "same-site", "", "Cross-Site", "what comes next"}) {
    INFO(foreign);
    CHECK(on_site(foreign) == "origin_foreign");
  }
}

TEST_CASE("A host name is a name without port", "[http][origin]") {
  CHECK_NOTHROW(OwnHosts(""));
  CHECK_NOTHROW(OwnHosts(std::string(253, 'a')));
  CHECK_THROWS_AS(OwnHosts(std::string(254, 'a')), std::invalid_argument);
  for (const auto* wrong : {"a,", ",a", "a b", "a:80", "http://a", "*", "a, b", "[::1]"}) {
    INFO(wrong);
    CHECK_THROWS_AS(OwnHosts(wrong), std::invalid_argument);
  }
}

}  // namespace ledger::api
