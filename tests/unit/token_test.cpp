// Which tokens are believed; above all, which are not.
#include "api/auth/token.hpp"

#include <catch2/catch.hpp>

#include "api/auth/base64url.hpp"
#include "api/auth/token_issuer.hpp"
#include "tests/support/token_workshop.hpp"

namespace ledger::api {
namespace {

using test::make_token;
using test::signed_token;
using test::TokenText;
using test::TokenWorkshop;
using Clock = std::chrono::system_clock;

const Clock::time_point now{std::chrono::seconds(1'790'000'000)};
const std::string issuer = "https://issuer.example";

const KeySet& keys() {
  static const KeySet set = [] {
    std::vector<std::string> skipped;
    auto parsed = parse_key_set(TokenWorkshop::get().key_set(), issuer, KeySource::file, skipped);
    // Another issuer's key, which must not speak for the first.
    parsed.emplace("other", TrustedKey{parsed.at("ed").key, "https://other.example"});
    return parsed;
  }();
  return set;
}

/// "good", or the error's name.
std::string verdict(std::string_view token, const TokenRules& rules = {}) {
  const auto verified = verify_token(token, keys(), rules, now);
  const auto* error = std::get_if<AuthError>(&verified);
  return error == nullptr ? "good" : std::string(name_of(*error));
}

TokenText with(auto change) {
  TokenText text;
  change(text);
  return text;
}

std::string token_of(auto change) { return make_token(with(change), now); }

/// A token whose header is exactly this, signed by "ed".
std::string with_header(const std::string& header) {
  return signed_token(TokenWorkshop::get().key("ed"), header, TokenText{}.claims(now));
}

/// A token whose claims are exactly these.
std::string with_claims(const std::string& claims) {
  return signed_token(TokenWorkshop::get().key("ed"), TokenText{}.header(), claims);
}

std::string claims_without(const std::string& member) {
  auto claims = TokenText{}.claims(now);
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
  const auto good = make_token({}, now);
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
  const auto claims = TokenText{}.claims(now);
  const auto& workshop = TokenWorkshop::get();
  const auto public_as_secret = Key::of_secret("rs", workshop.rs_public_pem());
  const std::string none = encode_base64url(R"({"alg":"none","kid":"ed"})") + '.' + encode_base64url(claims) + '.';
  return {
      {"alg none, without signature", none, "token_algorithm"},
      {"alg NONE", with_header(R"({"alg":"NONE","kid":"ed"})"), "token_algorithm"},
      {"alg none, with a signature", with_header(R"({"alg":"none","kid":"ed"})"), "token_algorithm"},
      {"alg missing", with_header(R"({"kid":"ed"})"), "token_malformed"},
      {"alg no text", with_header(R"({"alg":1,"kid":"ed"})"), "token_malformed"},
      {"alg empty", with_header(R"({"alg":"","kid":"ed"})"), "token_algorithm"},
      {"alg in lower case", with_header(R"({"alg":"eddsa","kid":"ed"})"), "token_algorithm"},
      {"HS256 signed with the public RSA key", signed_token(public_as_secret, R"({"alg":"HS256","kid":"rs"})", claims),
       "token_algorithm"},
      {"the same, claiming RS256", signed_token(public_as_secret, R"({"alg":"RS256","kid":"rs"})", claims),
       "token_signature"},
      {"RS256 with the P-256 key's id", signed_token(workshop.key("rs"), R"({"alg":"RS256","kid":"es"})", claims),
       "token_algorithm"},
      {"RS512 on an RS256 key", with_header(R"({"alg":"RS512","kid":"rs"})"), "token_algorithm"},
      {"PS256 on an RS256 key", with_header(R"({"alg":"PS256","kid":"rs"})"), "token_algorithm"},
      {"HS256 on the Ed25519 key", with_header(R"({"alg":"HS256","kid":"ed"})"), "token_algorithm"},
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
      {"kid unknown", with_header(R"({"alg":"EdDSA","kid":"nobody"})"), "token_key_unknown"},
      {"kid missing", with_header(R"({"alg":"EdDSA"})"), "token_key_unknown"},
      {"kid empty", with_header(R"({"alg":"EdDSA","kid":""})"), "token_key_unknown"},
      {"kid no text", with_header(R"({"alg":"EdDSA","kid":["ed"]})"), "token_key_unknown"},
      {"kid a path", with_header(R"({"alg":"EdDSA","kid":"../../dev/null"})"), "token_key_unknown"},
      {"kid twice", with_header(R"({"alg":"EdDSA","kid":"nobody","kid":"ed"})"), "token_malformed"},
      {"alg twice", with_header(R"({"alg":"none","alg":"EdDSA","kid":"ed"})"), "token_malformed"},
      {"alg twice, once escaped", with_header(R"({"alg":"none","\u0061lg":"EdDSA","kid":"ed"})"), "token_malformed"},
      {"a key of its own",
       signed_token(TokenWorkshop::get().stranger(),
                    R"({"alg":"EdDSA","kid":"mine","jwk":{"kty":"OKP","crv":"Ed25519","x":"AAAA"}})",
                    TokenText{}.claims(now)),
       "token_key_unknown"},
      {"crit", with_header(R"({"alg":"EdDSA","kid":"ed","crit":["exp"]})"), "token_critical"},
      {"crit empty", with_header(R"({"alg":"EdDSA","kid":"ed","crit":[]})"), "token_critical"},
      {"another kind of token", with_header(R"({"alg":"EdDSA","kid":"ed","typ":"logout+jwt"})"), "token_malformed"},
      {"header no object", with_header(R"(["EdDSA"])"), "token_malformed"},
      {"header no JSON", with_header("EdDSA"), "token_malformed"},
      {"header nested deeply",
       with_header(R"({"alg":"EdDSA","kid":"ed","x":)" + std::string(100, '[') + std::string(100, ']') + "}"),
       "token_malformed"},
      {"something behind the header", with_header(R"({"alg":"EdDSA","kid":"ed"}{})"), "token_malformed"},
      {"a NUL in the header", with_header(std::string("{\"alg\":\"EdDSA\",\"kid\":\"ed\"}\0", 27)), "token_malformed"},
  };
}

std::vector<Forgery> forgeries_of_claims() {
  return {
      {"issuer wrong", token_of([](TokenText& text) { text.issuer = "https://issuer.example/"; }), "token_issuer"},
      {"issuer missing", with_claims(claims_without("iss")), "token_issuer"},
      {"issuer right, but the key is another issuer's", with_header(R"({"alg":"EdDSA","kid":"other"})"),
       "token_issuer"},
      {"audience wrong", token_of([](TokenText& text) { text.audience = R"("shop")"; }), "token_audience"},
      {"audience missing", with_claims(claims_without("aud")), "token_audience"},
      {"audience empty", token_of([](TokenText& text) { text.audience = "[]"; }), "token_audience"},
      {"audience longer", token_of([](TokenText& text) { text.audience = R"("ledger2")"; }), "token_audience"},
      {"audience several, none ours", token_of([](TokenText& text) { text.audience = R"(["a","b"])"; }),
       "token_audience"},
      {"audience no text", token_of([](TokenText& text) { text.audience = R"({"ledger":1})"; }), "token_audience"},
      {"expired", token_of([](TokenText& text) { text.expires = -31; }), "token_expired"},
      {"expired just now, leeway included", token_of([](TokenText& text) { text.expires = -30; }), "token_expired"},
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

const Principal& principal_of(const std::variant<Principal, AuthError>& verified) {
  return std::get<Principal>(verified);
}

}  // namespace

TEST_CASE("Forged and stale tokens are refused", "[auth][token]") {
  std::size_t count = 0;
  for (const auto& forgeries :
       {forgeries_of_form(), forgeries_of_algorithm(), forgeries_of_header(), forgeries_of_claims()}) {
    for (const auto& forgery : forgeries) {
      INFO(forgery.what);
      CHECK(verdict(forgery.token) == forgery.verdict);
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

TEST_CASE("Good tokens of every algorithm are believed", "[auth][token]") {
  const std::pair<const char*, const char*> algorithms[] = {
      {"ed", "EdDSA"}, {"es", "ES256"}, {"rs", "RS256"}, {"hs", "HS256"}};
  for (const auto& [id, algorithm] : algorithms) {
    INFO(algorithm);
    TokenText text;
    text.key_id = id;
    text.algorithm = algorithm;
    text.accounts = R"([18, "17"])";
    text.roles = R"(["user","somebody-elses-role"])";
    const auto verified = verify_token(make_token(text, now), keys(), {}, now);
    REQUIRE(std::holds_alternative<Principal>(verified));
    CHECK(principal_of(verified).id == "subject-1");
    CHECK(principal_of(verified).roles == Roles{Role::user});
    CHECK(principal_of(verified).accounts == std::vector{AccountId(17), AccountId(18)});
    CHECK(std::get<Principal>(verified).token.expires == now + std::chrono::seconds(630));
  }
}

TEST_CASE("What tokens may look like is not narrower than needed", "[auth][token]") {
  const auto is_good = [](auto change) { return verdict(token_of(change)) == "good"; };
  CHECK(is_good([](TokenText&) {}));
  CHECK(is_good([](TokenText& text) { text.expires = -29; }));
  CHECK(is_good([](TokenText& text) { text.issued = 29; }));
  CHECK(is_good([](TokenText& text) { text.audience = R"(["shop","ledger"])"; }));
  CHECK(is_good([](TokenText& text) { text.roles = R"("user admin")"; }));
  CHECK(is_good([](TokenText& text) { text.subject = "auth0|5f:7/x.y_z-1"; }));
  CHECK(is_good([](TokenText& text) { text.more_claims = R"(,"nbf":1790000000.5,"address":{"city":["x"]})"; }));
  CHECK(verdict(with_header(R"({"alg":"EdDSA","kid":"ed"})")) == "good");
  CHECK(verdict(with_header(R"({"alg":"EdDSA","kid":"ed","typ":"at+jwt","x5t":"y"})")) == "good");
}

TEST_CASE("Roles and accounts are where the rules say", "[auth][token]") {
  TokenRules rules;
  rules.roles_claim = "groups";
  rules.accounts_claim = "wallets";
  TokenText text;
  text.more_claims = R"(,"groups":["admin"],"wallets":[5])";
  const auto verified = verify_token(make_token(text, now), keys(), rules, now);
  CHECK(principal_of(verified).roles == Roles{Role::admin});
  CHECK(principal_of(verified).accounts == std::vector{AccountId(5)});
}

TEST_CASE("The ledger believes what it issued itself", "[auth][token]") {
  const Principal principal{.id = "account:17", .roles = {Role::user}, .accounts = {AccountId(17)}};
  auto key =
      std::make_shared<const Key>(Key::of_pair("own", KeyHandle(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"))));
  const auto issued = TokenIssuer(key, "ledger", "ledger").issue(principal, now, std::chrono::hours(1));
  const KeySet own{{"own", TrustedKey{key, "ledger"}}};
  const auto verified = verify_token(issued.token, own, {}, now);
  REQUIRE(std::holds_alternative<Principal>(verified));
  CHECK(principal_of(verified).id == principal.id);
  CHECK(principal_of(verified).roles == principal.roles);
  CHECK(principal_of(verified).accounts == principal.accounts);
  CHECK(issued.expires == now + std::chrono::hours(1));
}

}  // namespace ledger::api
