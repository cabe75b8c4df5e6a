// Web pages of other sites may call only if the server is told so.
#include "api/rest/cross_origins.hpp"

#include "tests/support/catch.hpp"

namespace ledger::api {
namespace {

/// The fields of an answer, a line each.
std::string text_of(const Response& response) {
  std::string text;
  for (const auto& field : response.fields) text.append(field.name).append(": ").append(field.value).append("\n");
  return text;
}

bool is_allowed(std::string_view origin) {
  const CrossOrigins origins("https://app.example,http://localhost:3000");
  const std::vector<HeaderField> fields = {{"origin", origin}};
  Request request;
  request.headers = fields;
  return origins.is_allowed(request);
}

std::optional<Response> preflight(std::string_view origin, Method method, std::string_view asked_for = "PUT") {
  const CrossOrigins origins("https://app.example");
  std::vector<HeaderField> fields = {{"Origin", origin}};
  if (!asked_for.empty()) fields.push_back({"Access-Control-Request-Method", asked_for});
  Request request;
  request.method = method;
  request.headers = fields;
  return origins.answer_to_preflight(request, MethodNotAllowed{"GET, HEAD, PUT"});
}

}  // namespace

TEST_CASE("An origin is allowed only as it is listed, to the letter", "[http][cors]") {
  CHECK(is_allowed("https://app.example"));
  CHECK(is_allowed("http://localhost:3000"));
  for (const auto* other :
       {"", "null", "*", "http://app.example", "https://app.example:8443", "https://app.example.evil.example",
        "https://evil.example/https://app.example", "https://x.app.example", "https://app.example,", "http://localhost",
        "http://localhost:30000", "HTTPS://APP.EXAMPLE", "https://app.example http://localhost:3000"}) {
    INFO(other);
    CHECK_FALSE(is_allowed(other));
  }
}

TEST_CASE("What no browser would send as an origin is refused at the start, and so is a wildcard", "[http][cors]") {
  for (const auto* wrong :
       {"*", "app.example", "https://", "https://*.example", "https://app.example/", "https://app.example/path",
        "https://app.example:443", "http://app.example:80", "HTTPS://app.example", "https://App.example",
        "https://app.example, https://b.example", "https://app.example,", "null", "ftp://app.example"}) {
    INFO(wrong);
    CHECK_THROWS_AS(CrossOrigins(wrong), std::invalid_argument);
  }
  CHECK_NOTHROW(CrossOrigins(""));
  CHECK_NOTHROW(CrossOrigins("http://127.0.0.1:3000,http://[::1]:3000,https://app.example:80"));
}

TEST_CASE("A browser is told which methods and fields a page may use", "[http][cors]") {
  const auto answer = preflight("https://app.example", Method::options);
  REQUIRE(answer);
  CHECK(answer->status == Status::no_content);
  CHECK_THAT(text_of(*answer), Contains("Access-Control-Allow-Methods: GET, HEAD, PUT\n") &&
                                   Contains("Authorization") && Contains("Idempotency-Key") &&
                                   !Contains("Credentials"));
  CHECK_FALSE(preflight("https://evil.example", Method::options));
  CHECK_FALSE(preflight("https://app.example", Method::other));
  CHECK_FALSE(preflight("https://app.example", Method::options, ""));
}

}  // namespace ledger::api
