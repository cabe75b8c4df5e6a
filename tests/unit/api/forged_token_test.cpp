// Tokens that must not be believed.
#include "api/auth/tokens/base64url.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/api/token_verdict.hpp"

namespace ledger::test {
namespace {

using api::encode_base64url;
using api::Key;

/// A token whose claims are exactly these.
std::string with_claims(const std::string& claims) {
  return signed_token(TokenWorkshop::get().key("ed"), TokenText{}.header(), claims);
}

std::string claims_without(const std::string& member) {
  auto claims = TokenText{}.claims(token_now);
  const auto at = claims.find('"' + member + "\":");
  // Renamed, which is as good as gone.
  return claims.replace(at + 1, 1, "X");
}

/// The token with one character of a part (0 header, 1 claims, 2 signature) changed.
std::string tampered(std::string token, std::size_t part) {
  std::size_t at = 0;
  for (std::size_t passed = 0; passed < part; ++passed) at = token.find('.', at) + 1;
  token[at + 4] = token[at + 4] == 'A' ? 'B' : 'A';
  return token;
}

struct Forgery {
  const char* what;
  std::string token;
  const char* verdict;
};

std::vector<Forgery> forgeries_of_form() {
  const auto good = make_token({}, token_now);
  const auto first = good.find('.');
  const auto second = good.rfind('.');
  const auto header = good.substr(0, first);
  const auto claims = good.substr(first + 1, second - first - 1);
  return {
      {"empty", "", "token_malformed"},
      {"one part", "abc", "token_malformed"},
      {"two parts: without signature", good.substr(0, second), "token_malformed"},
      {"four parts", good + ".x", "token_malformed"},
      {"five parts: encrypted", "a.b.c.d.e", "token_malformed"},
      {"signature cut off", good.substr(0, second + 1), "token_signature"},
      {"signature cut by a byte", good.substr(0, good.size() - 2), "token_signature"},
      {"padding", good + "==", "token_malformed"},
      {"a character that is not base64url", header + "." + claims + "+/=" + good.substr(second), "token_malformed"},
      {"a blank in front", " " + good, "token_malformed"},
      {"a blank behind", good + " ", "token_malformed"},
      {"a line end behind", good + "\n", "token_malformed"},
      {"header tampered with", tampered(good, 0), "token_malformed"},
      {"claims tampered with", tampered(good, 1), "token_signature"},
      {"signature tampered with", tampered(good, 2), "token_signature"},
      {"too large", token_of([](TokenText& text) { text.more_claims = R"(,"x":")" + std::string(4096, 'x') + '"'; }),
       "token_too_large"},
  };
}

std::vector<Forgery> forgeries_of_algorithm() {
  const auto claims = TokenText{}.claims(token_now);
  const auto& workshop = TokenWorkshop::get();
  const auto public_as_secret = Key::of_secret("rs", workshop.rs_public_pem());
  const std::string none = encode_base64url(R"({"alg":"none","kid":"ed"})") + '.' + encode_base64url(claims) + '.';
  return {
      {"alg none, without signature", none, "token_algorithm"},
      {"alg NONE", token_with_header(R"({"alg":"NONE","kid":"ed"})"), "token_algorithm"},
      {"alg none, with a signature", token_with_header(R"({"alg":"none","kid":"ed"})"), "token_algorithm"},
      {"alg missing", token_with_header(R"({"kid":"ed"})"), "token_malformed"},
      {"alg no text", token_with_header(R"({"alg":1,"kid":"ed"})"), "token_malformed"},
      {"alg empty", token_with_header(R"({"alg":"","kid":"ed"})"), "token_algorithm"},
      {"alg in lower case", token_with_header(R"({"alg":"eddsa","kid":"ed"})"), "token_algorithm"},
      {"HS256 signed with the public RSA key", signed_token(public_as_secret, R"({"alg":"HS256","kid":"rs"})", claims),
       "token_algorithm"},
      {"the same, claiming RS256", signed_token(public_as_secret, R"({"alg":"RS256","kid":"rs"})", claims),
       "token_signature"},
      {"RS256 with the P-256 key's id", signed_token(workshop.key("rs"), R"({"alg":"RS256","kid":"es"})", claims),
       "token_algorithm"},
      {"RS512 on an RS256 key", token_with_header(R"({"alg":"RS512","kid":"rs"})"), "token_algorithm"},
      {"PS256 on an RS256 key", token_with_header(R"({"alg":"PS256","kid":"rs"})"), "token_algorithm"},
      {"HS256 on the Ed25519 key", token_with_header(R"({"alg":"HS256","kid":"ed"})"), "token_algorithm"},
      {"ES256 with a signature of zeros",
       encode_base64url(R"({"alg":"ES256","kid":"es"})") + '.' + encode_base64url(claims) + '.' +
           encode_base64url(std::string(64, '\0')),
       "token_signature"},
      {"ES256 with a signature in DER",
       encode_base64url(R"({"alg":"ES256","kid":"es"})") + '.' + encode_base64url(claims) + '.' +
           encode_base64url("\x30\x06\x02\x01\x01\x02\x01\x01"),
       "token_signature"},
      {"signed by a stranger with the right kid", signed_token(workshop.stranger(), TokenText{}.header(), claims),
       "token_signature"},
  };
}

std::vector<Forgery> forgeries_of_header() {
  return {
      {"kid unknown", token_with_header(R"({"alg":"EdDSA","kid":"nobody"})"), "token_key_unknown"},
      {"kid missing", token_with_header(R"({"alg":"EdDSA"})"), "token_key_unknown"},
      {"kid empty", token_with_header(R"({"alg":"EdDSA","kid":""})"), "token_key_unknown"},
      {"kid no text", token_with_header(R"({"alg":"EdDSA","kid":["ed"]})"), "token_key_unknown"},
      {"kid a path", token_with_header(R"({"alg":"EdDSA","kid":"../../dev/null"})"), "token_key_unknown"},
      {"kid twice", token_with_header(R"({"alg":"EdDSA","kid":"nobody","kid":"ed"})"), "token_malformed"},
      {"alg twice", token_with_header(R"({"alg":"none","alg":"EdDSA","kid":"ed"})"), "token_malformed"},
      {"alg twice, once escaped", token_with_header(R"({"alg":"none","\u0061lg":"EdDSA","kid":"ed"})"),
       "token_malformed"},
      {"a key of its own",
       signed_token(TokenWorkshop::get().stranger(),
                    R"({"alg":"EdDSA","kid":"mine","jwk":{"kty":"OKP","crv":"Ed25519","x":"AAAA"}})",
                    TokenText{}.claims(token_now)),
       "token_key_unknown"},
      {"crit", token_with_header(R"({"alg":"EdDSA","kid":"ed","crit":["exp"]})"), "token_critical"},
      {"crit empty", token_with_header(R"({"alg":"EdDSA","kid":"ed","crit":[]})"), "token_critical"},
      {"another kind of token", token_with_header(R"({"alg":"EdDSA","kid":"ed","typ":"logout+jwt"})"),
       "token_malformed"},
      {"header no object", token_with_header(R"(["EdDSA"])"), "token_malformed"},
      {"header no JSON", token_with_header("EdDSA"), "token_malformed"},
      {"header nested deeply",
       token_with_header(R"({"alg":"EdDSA","kid":"ed","x":)" + std::string(100, '[') + std::string(100, ']') + "}"),
       "token_malformed"},
      {"something behind the header", token_with_header(R"({"alg":"EdDSA","kid":"ed"}{})"), "token_malformed"},
      {"a NUL in the header", token_with_header(std::string("{\"alg\":\"EdDSA\",\"kid\":\"ed\"}\0", 27)),
       "token_malformed"},
  };
}

std::vector<Forgery> forgeries_of_claims() {
  return {
      {"issuer wrong", token_of([](TokenText& text) { text.issuer = "https://issuer.example/"; }), "token_issuer"},
      {"issuer missing", with_claims(claims_without("iss")), "token_issuer"},
      {"issuer right, but the key is another issuer's", token_with_header(R"({"alg":"EdDSA","kid":"other"})"),
       "token_issuer"},
      {"audience wrong", token_of([](TokenText& text) { text.audience = R"("shop")"; }), "token_audience"},
      {"audience missing", with_claims(claims_without("aud")), "token_audience"},
      {"audience empty", token_of([](TokenText& text) { text.audience = "[]"; }), "token_audience"},
      {"audience longer", token_of([](TokenText& text) { text.audience = R"("ledger2")"; }), "token_audience"},
      {"audience several, none ours", token_of([](TokenText& text) { text.audience = R"(["a","b"])"; }),
       "token_audience"},
      {"audience no text", token_of([](TokenText& text) { text.audience = R"({"ledger":1})"; }), "token_audience"},
      {"expired", token_of([](TokenText& text) { text.expires = -31; }), "token_expired"},
      {"expired just token_now, leeway included", token_of([](TokenText& text) { text.expires = -30; }),
       "token_expired"},
      {"exp missing", with_claims(claims_without("exp")), "token_claims"},
      {"exp a text", with_claims(R"({"iss":"https://issuer.example","aud":"ledger","sub":"s","exp":"1790000600"})"),
       "token_claims"},
      {"exp with an exponent", with_claims(R"({"iss":"https://issuer.example","aud":"ledger","sub":"s","exp":2e9})"),
       "token_claims"},
      {"exp negative", with_claims(R"({"iss":"https://issuer.example","aud":"ledger","sub":"s","exp":-1})"),
       "token_claims"},
      {"exp beyond all numbers",
       with_claims(R"({"iss":"https://issuer.example","aud":"ledger","sub":"s","exp":99999999999999999999})"),
       "token_claims"},
      {"exp twice", token_of([](TokenText& text) { text.more_claims = R"(,"exp":1790009999)"; }), "token_malformed"},
      {"valid for too long", token_of([](TokenText& text) { text.expires = 86'400 + 31; }), "token_lifetime"},
      {"not yet valid", token_of([](TokenText& text) { text.more_claims = R"(,"nbf":1790000031)"; }),
       "token_not_yet_valid"},
      {"nbf no number", token_of([](TokenText& text) { text.more_claims = R"(,"nbf":"soon")"; }), "token_claims"},
      // Seconds that, as nanoseconds, would be a time of 1970 again.
      {"not valid for centuries", token_of([](TokenText& text) { text.more_claims = R"(,"nbf":18446744074)"; }),
       "token_not_yet_valid"},
      {"issued in the future", token_of([](TokenText& text) { text.issued = 31; }), "token_not_yet_valid"},
      {"subject missing", with_claims(claims_without("sub")), "token_subject"},
      {"subject empty", token_of([](TokenText& text) { text.subject = ""; }), "token_subject"},
      {"subject an address", token_of([](TokenText& text) { text.subject = "ann@example.org"; }), "token_subject"},
      {"subject of the ledger's own login", token_of([](TokenText& text) { text.subject = "account:7"; }),
       "token_subject"},
      {"subject too long", token_of([](TokenText& text) { text.subject = std::string(129, 's'); }), "token_subject"},
      {"roles no names", token_of([](TokenText& text) { text.roles = "[1]"; }), "token_claims"},
      {"roles an object", token_of([](TokenText& text) { text.roles = R"({"admin":true})"; }), "token_claims"},
      {"accounts a text", token_of([](TokenText& text) { text.accounts = R"("*")"; }), "token_claims"},
      {"account 0", token_of([](TokenText& text) { text.accounts = "[0]"; }), "token_claims"},
      {"account negative", token_of([](TokenText& text) { text.accounts = "[-1]"; }), "token_claims"},
      {"account no whole number", token_of([](TokenText& text) { text.accounts = "[1.5]"; }), "token_claims"},
      {"claims no object", with_claims("[]"), "token_malformed"},
      {"claims not UTF-8", with_claims("{\"iss\":\"\xff\"}"), "token_malformed"},
  };
}

}  // namespace

TEST_CASE("Forged and stale tokens are refused", "[auth][token]") {
  std::size_t count = 0;
  for (const auto& forgeries :
       {forgeries_of_form(), forgeries_of_algorithm(), forgeries_of_header(), forgeries_of_claims()}) {
    for (const auto& forgery : forgeries) {
      INFO(forgery.what);
      CHECK(token_verdict(forgery.token) == forgery.verdict);
      ++count;
    }
  }
  CHECK(count >= 80);
}

TEST_CASE("Every bit of a signature counts", "[auth][token]") {
  for (const auto* id : {"ed", "es", "hs", "rs"}) {
    const auto& key = TokenWorkshop::get().key(id);
    const auto signature = key.sign("text");
    CHECK(key.verifies("text", signature));
    CHECK_FALSE(key.verifies("texts", signature));
    CHECK_FALSE(key.verifies("text", signature + '\0'));
    CHECK_FALSE(key.verifies("text", ""));
    for (std::size_t bit = 0; bit < signature.size() * 8; bit += 7) {
      auto changed = signature;
      changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
      CHECK_FALSE(key.verifies("text", changed));
    }
  }
}

}  // namespace ledger::test
