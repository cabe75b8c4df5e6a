// Keys are exchanged while the server runs: several are valid at once, and none of the callers notices.
#include <algorithm>

#include "api/auth/tokens/base64url.hpp"
#include "tests/support/api/guarded_server.hpp"
#include "tests/support/catch.hpp"

namespace ledger::test {
namespace {

/// A file is looked at every second.
constexpr std::chrono::seconds key_patience{10};

std::string key_id_of(const std::string& token) {
  const auto header = api::decode_base64url(token.substr(0, token.find('.')));
  return Json::parse(header.value())["kid"];
}

}  // namespace

TEST_CASE("The ledger's own keys are rotated without a restart, and the old one's tokens live until it goes",
          "[api][auth][rotation]") {
  const auto& old_key = TokenWorkshop::get().private_pem();
  const auto new_key = fresh_private_pem();
  const GuardedServer server;
  ApiClient client(server.api());
  const auto opened = client.post("/v1/user", R"({"name":"Ann","login":"ann","password":"correct horse"})",
                                  bearer(server.token_for("service")));
  REQUIRE(opened.status() == 201);
  const auto log_in = [&] {
    return client.post("/v1/login", R"({"login":"ann","password":"correct horse"})")["token"];
  };
  const auto read_with = [&](const std::string& token) {
    return client.get("/v1/user/" + opened["id"], bearer(token)).problem();
  };
  const auto old_token = log_in();
  const auto old_id = key_id_of(old_token);
  REQUIRE(read_with(old_token) == "200 missing");

  // First all replicas learn the new key, then it signs, and at last the old one goes.
  server.login_key().replace(old_key + new_key);
  server.login_key().replace(new_key + old_key);
  std::string new_token;
  REQUIRE(eventually(
      [&] {
        new_token = log_in();
        return key_id_of(new_token) != old_id;
      },
      key_patience));
  CHECK(read_with(new_token) == "200 missing");
  CHECK(read_with(old_token) == "200 missing");

  // A file that cannot be read changes nothing.
  server.login_key().replace(new_key + "-----BEGIN PRIVATE KEY-----\nhalf");
  REQUIRE(eventually([&] { return server.api().process().log().find("could not be read") != std::string::npos; },
                     key_patience));
  CHECK(read_with(old_token) == "200 missing");

  server.login_key().replace(new_key);
  CHECK(eventually([&] { return read_with(old_token) == "401 token_key_unknown"; }, key_patience));
  CHECK(read_with(new_token) == "200 missing");
  CHECK(key_id_of(log_in()) == key_id_of(new_token));
}

TEST_CASE("An issuer's file is read again as soon as it changes, with several keys valid at once",
          "[api][auth][rotation]") {
  // The interval is as it is without a setting: five minutes.
  const GuardedServer server;
  ApiClient client(server.api());
  const auto verdict = [&](const std::string& key_id, const std::string& algorithm) {
    TokenText text;
    text.key_id = key_id;
    text.algorithm = algorithm;
    return client.get("/v1/user/1", bearer(make_token(text, std::chrono::system_clock::now()))).problem();
  };
  for (const auto& [key_id, algorithm] : {std::pair("ed", "EdDSA"), std::pair("es", "ES256"), std::pair("hs", "HS256")})
    CHECK(verdict(key_id, algorithm) == "404 account_not_found id");
  server.keys().replace(TokenWorkshop::get().published_key_set());
  CHECK(eventually([&] { return verdict("hs", "HS256") == "401 token_key_unknown"; }, key_patience));
  CHECK(verdict("ed", "EdDSA") == "404 account_not_found id");
  server.keys().replace(TokenWorkshop::get().key_set());
  CHECK(eventually([&] { return verdict("hs", "HS256") == "404 account_not_found id"; }, key_patience));
}

}  // namespace ledger::test
