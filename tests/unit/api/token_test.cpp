// Valid tokens are accepted with their claims, and all others are refused.
#include "api/auth/tokens/token.hpp"

#include "api/auth/tokens/token_issuer.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/api/token_verdict.hpp"

namespace ledger::api {
namespace {

using test::make_token;
using test::token_now;
using test::token_of;
using test::token_verdict;
using test::token_with_header;
using test::TokenText;
using test::trusted_keys;

const Principal& principal_of(const std::variant<Principal, AuthError>& verified) {
  return std::get<Principal>(verified);
}

}  // namespace

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
    const auto verified = verify_token(make_token(text, token_now), trusted_keys(), {}, token_now);
    REQUIRE(std::holds_alternative<Principal>(verified));
    CHECK(principal_of(verified).id == "subject-1");
    CHECK(principal_of(verified).roles == Roles{Role::user});
    CHECK(principal_of(verified).accounts == std::vector{AccountId(17), AccountId(18)});
    CHECK(std::get<Principal>(verified).token.expires == token_now + std::chrono::seconds(630));
  }
}

TEST_CASE("What tokens may look like is not narrower than needed", "[auth][token]") {
  const auto is_good = [](auto change) { return token_verdict(token_of(change)) == "good"; };
  CHECK(is_good([](TokenText&) {}));
  CHECK(is_good([](TokenText& text) { text.expires = -29; }));
  CHECK(is_good([](TokenText& text) { text.issued = 29; }));
  CHECK(is_good([](TokenText& text) { text.audience = R"(["shop","ledger"])"; }));
  CHECK(is_good([](TokenText& text) { text.roles = R"("user admin")"; }));
  CHECK(is_good([](TokenText& text) { text.subject = "auth0|5f:7/x.y_z-1"; }));
  CHECK(is_good([](TokenText& text) { text.more_claims = R"(,"nbf":1790000000.5,"address":{"city":["x"]})"; }));
  CHECK(token_verdict(token_with_header(R"({"alg":"EdDSA","kid":"ed"})")) == "good");
  CHECK(token_verdict(token_with_header(R"({"alg":"EdDSA","kid":"ed","typ":"at+jwt","x5t":"y"})")) == "good");
}

TEST_CASE("Roles and accounts are where the rules say", "[auth][token]") {
  TokenRules rules;
  rules.roles_claim = "groups";
  rules.accounts_claim = "wallets";
  TokenText text;
  text.more_claims = R"(,"groups":["admin"],"wallets":[5])";
  const auto verified = verify_token(make_token(text, token_now), trusted_keys(), rules, token_now);
  CHECK(principal_of(verified).roles == Roles{Role::admin});
  CHECK(principal_of(verified).accounts == std::vector{AccountId(5)});
}

TEST_CASE("The ledger believes what it issued itself", "[auth][token]") {
  const Principal principal{.id = "account:17", .roles = {Role::user}, .accounts = {AccountId(17)}};
  auto key =
      std::make_shared<const Key>(Key::of_pair("own", KeyHandle(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"))));
  const auto issued = TokenIssuer(key, "ledger", "ledger").issue(principal, token_now, std::chrono::hours(1));
  const KeySet own{{"own", TrustedKey{key, "ledger"}}};
  const auto verified = verify_token(issued.token, own, {}, token_now);
  REQUIRE(std::holds_alternative<Principal>(verified));
  CHECK(principal_of(verified).id == principal.id);
  CHECK(principal_of(verified).roles == principal.roles);
  CHECK(principal_of(verified).accounts == principal.accounts);
  CHECK(issued.expires == token_now + std::chrono::hours(1));
}

}  // namespace ledger::api
