// Some keys of a JWK Set are used, and the others are skipped.
#include "api/auth/tokens/key_set.hpp"

#include <fmt/format.h>

#include "api/auth/tokens/base64url.hpp"
#include "api/auth/tokens/fetch.hpp"
#include "api/auth/tokens/loopback.hpp"
#include "tests/support/api/token_workshop.hpp"
#include "tests/support/catch.hpp"

namespace ledger::api {
namespace {

using test::TokenWorkshop;

const std::string good_x = encode_base64url(std::string(31, '\1') + '\0');

/// Returns the reason why the only key of a set is skipped, or "used".
std::string fate(const std::string& jwk, KeySource source = KeySource::file) {
  std::vector<std::string> skipped;
  try {
    parse_key_set("{\"keys\":[" + jwk + "]}", "issuer", source, skipped);
    return "used";
  } catch (const std::runtime_error&) {
    return skipped.at(0);
  }
}

}  // namespace

TEST_CASE("A JWK Set's keys are read with their algorithms", "[auth][keys]") {
  std::vector<std::string> skipped;
  const auto keys = parse_key_set(TokenWorkshop::get().key_set(), "issuer", KeySource::file, skipped);
  CHECK(skipped.empty());
  CHECK(keys.at("rs").key->algorithm() == Algorithm::rs256);
  CHECK(keys.at("es").key->algorithm() == Algorithm::es256);
  CHECK(keys.at("ed").key->algorithm() == Algorithm::eddsa);
  CHECK(keys.at("hs").key->algorithm() == Algorithm::hs256);
  CHECK(keys.at("ed").issuer == "issuer");
}

TEST_CASE("Keys that must not be used are left out, with the reason", "[auth][keys]") {
  const auto secret = [](const std::string& more) {
    return fmt::format(R"({{"kty":"oct","kid":"k","k":"{}"{}}})", encode_base64url(std::string(32, 's')), more);
  };
  CHECK(fate(secret(R"(,"alg":"HS256")")) == "used");
  CHECK(fate(secret(R"(,"alg":"HS256")"), KeySource::url) == "key 1 is not used: a secret that is published is none");
  CHECK(fate(secret("")) == "key 1 is not used: a secret must name its algorithm");
  CHECK(fate(secret(R"(,"alg":"HS512")")) == "key 1 is not used: its algorithm is not known here");
  CHECK(fate(secret(R"(,"alg":"HS256","use":"enc")")) == "key 1 is not used: it is not for signatures");
  CHECK(fate(secret(R"(,"alg":"HS256","key_ops":["sign"])")) == "key 1 is not used: it is not for signatures");
  CHECK(fate(R"({"kty":"oct","kid":"k","alg":"HS256","k":"c2hvcnQ"})") ==
        "key 1 is not used: a secret for HS256 has at least 32 bytes");
  CHECK(fate(R"({"kty":"OKP","crv":"Ed25519","x":")" + good_x + "\"}") == "key 1 is not used: it has no kid");
  CHECK(fate(R"({"kty":"OKP","kid":"k","crv":"X25519","x":")" + good_x + "\"}") ==
        "key 1 is not used: its curve is not Ed25519");
  CHECK(fate(R"({"kty":"OKP","kid":"k","crv":"Ed25519","x":"AAAA"})") == "key 1 is not used: it is no valid key");
  CHECK(fate(R"({"kty":"OKP","kid":"k","crv":"Ed25519"})") == "key 1 is not used: its x is missing or malformed");
  CHECK(fate(R"({"kty":"EC","kid":"k","crv":"P-384"})") == "key 1 is not used: its curve is not P-256");
  // Not on the curve.
  const auto coordinate = encode_base64url(std::string(32, '\1'));
  CHECK(fate(fmt::format(R"({{"kty":"EC","kid":"k","crv":"P-256","x":"{0}","y":"{0}"}})", coordinate)) ==
        "key 1 is not used: it is no valid key");
  CHECK(fate(R"({"kty":"other","kid":"k"})") == "key 1 is not used: its kind is not known here");
  const auto rsa = [](std::size_t bytes, const std::string& exponent) {
    return fmt::format(R"({{"kty":"RSA","kid":"k","n":"{}","e":"{}"}})", encode_base64url(std::string(bytes, '\xf1')),
                       exponent);
  };
  CHECK(fate(rsa(256, "AQAB")) == "used");
  CHECK(fate(rsa(128, "AQAB")) == "key 1 is not used: an RSA key has 2048 to 8192 bits here");
  CHECK(fate(rsa(256, "AQ")) == "key 1 is not used: its exponent is not one to be used");
}

TEST_CASE("What is no JWK Set is refused", "[auth][keys]") {
  std::vector<std::string> skipped;
  for (const std::string& text :
       {std::string(), std::string("{}"), std::string("[]"), std::string(R"({"keys":{}})"),
        std::string(R"({"keys":[]})"), std::string(R"({"keys":[],"keys":[]})"), std::string(300 * 1024, ' ')}) {
    CHECK_THROWS_AS(parse_key_set(text, "issuer", KeySource::file, skipped), std::runtime_error);
  }
}

TEST_CASE("Base64url has one text for the same bytes", "[auth][keys]") {
  for (const std::string& bytes :
       {std::string(), std::string("f"), std::string("fo"), std::string("foo"), std::string("\xff\xfe\0x", 4)}) {
    CHECK(decode_base64url(encode_base64url(bytes)) == bytes);
  }
  CHECK(encode_base64url("\xfb\xff") == "-_8");
  for (const auto* wrong : {"A", "AAAAA", "AB", "AA=", "AA==", "+A", "/A", "A A", "AAB"}) {
    INFO(wrong);
    CHECK_FALSE(decode_base64url(wrong));
  }
}

TEST_CASE("Keys are fetched from safe places only", "[auth][keys]") {
  for (const auto* safe :
       {"https://issuer.example/jwks", "http://127.0.0.1:1/x", "http://localhost/", "http://[::1]:9"}) {
    CHECK(is_safe_url(safe));
  }
  for (const auto* unsafe : {"http://issuer.example/", "ftp://127.0.0.1/", "file:///etc/passwd", "", "http://",
                             "http://127.0.0.1@issuer.example/", "http://127.0.0.1:1@issuer.example/",
                             "http://127.0.0.1.example/", "http://localhost.example/", "http://2130706433/"}) {
    INFO(unsafe);
    CHECK_FALSE(is_safe_url(unsafe));
  }
  CHECK(is_loopback("127.8.9.1"));
  CHECK_FALSE(is_loopback(""));
  CHECK_FALSE(is_loopback("0.0.0.0"));
  CHECK_FALSE(is_loopback("::"));
}

}  // namespace ledger::api
