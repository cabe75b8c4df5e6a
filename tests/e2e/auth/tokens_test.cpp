// The real server checks tokens, and its settings for them when it starts.
#include "api/auth/tokens/base64url.hpp"
#include "tests/support/api/guarded_server.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/environment.hpp"

namespace ledger::test {
namespace {

std::string token_of(auto change) {
  TokenText text;
  text.roles = R"(["admin","service","user"])";
  change(text);
  return make_token(text, std::chrono::system_clock::now());
}

/// The log of a server that does not start with these settings.
std::string start_error(const TestDatabase& database, Process::Environment environment) {
  environment.merge(database_environment(database.service()));
  environment.merge(Process::Environment{{"LEDGER_METRICS_ADDRESS", "127.0.0.1:0"}});
  if (environment.count("LEDGER_HTTP_ADDRESS") == 0) environment["LEDGER_HTTP_ADDRESS"] = "127.0.0.1:0";
  Process process(program_path("ledger-api"), {}, environment);
  CHECK(process.wait() != 0);
  return process.log();
}

}  // namespace

TEST_CASE("Forged and stale tokens are refused", "[api][auth]") {
  const GuardedServer server;
  ApiClient client(server.api());
  const auto verdict = [&client](const HttpFields& fields) { return client.get("/v1/user/1", fields).problem(); };
  const auto good = token_of([](TokenText&) {});
  CHECK(verdict(bearer(good)) == "404 account_not_found id");

  const auto none = api::encode_base64url(R"({"alg":"none","kid":"ed"})") + good.substr(good.find('.'));
  const auto confused =
      signed_token(api::Key::of_secret("rs", TokenWorkshop::get().rs_public_pem()), R"({"alg":"HS256","kid":"rs"})",
                   TokenText{}.claims(std::chrono::system_clock::now()));
  CHECK(verdict({}) == "401 token_missing");
  CHECK(verdict(bearer(none)) == "401 token_algorithm");
  CHECK(verdict(bearer(confused)) == "401 token_algorithm");
  CHECK(verdict(bearer(good + "x")) == "401 token_malformed");
  CHECK(verdict(bearer(good.substr(0, good.size() - 2))) == "401 token_signature");
  CHECK(verdict(bearer(std::string(5'000, 'x'))) == "401 token_too_large");
  CHECK(verdict(bearer(token_of([](TokenText& text) { text.expires = -60; }))) == "401 token_expired");
  CHECK(verdict(bearer(token_of([](TokenText& text) { text.expires = 90'000; }))) == "401 token_lifetime");
  CHECK(verdict(bearer(token_of([](TokenText& text) { text.issued = 3'600; }))) == "401 token_not_yet_valid");
  CHECK(verdict(bearer(token_of([](TokenText& text) { text.issuer = "x"; }))) == "401 token_issuer");
  CHECK(verdict(bearer(token_of([](TokenText& text) { text.audience = R"("x")"; }))) == "401 token_audience");
  CHECK(verdict({{"Authorization", "Basic YTpi"}}) == "401 authorization_malformed");
  CHECK(verdict({{"Authorization", good}}) == "401 authorization_malformed");
  auto twice = bearer(good);
  twice.push_back(twice.front());
  CHECK(verdict(twice) == "401 authorization_repeated");
  twice.back() = {"authorization", "Bearer x"};
  CHECK(verdict(twice) == "401 authorization_repeated");
  CHECK(client.get("/v1/user/1", bearer("x")).response.field("WWW-Authenticate") ==
        R"(Bearer realm="ledger", error="invalid_token", error_description="this is no signed JSON Web Token")");
  CHECK(client.get("/v1/user/1").response.field("WWW-Authenticate") == R"(Bearer realm="ledger")");
}

TEST_CASE("A key that is taken out of the file is not believed any more", "[api][auth]") {
  const GuardedServer server(Process::Environment{{"LEDGER_AUTH_KEYS_REFRESH_SECONDS", "1"}});
  ApiClient client(server.api());
  const auto token = server.token_for("admin");
  CHECK(client.get("/v1/user/1", bearer(token)).status() == 404);
  server.keys().replace(R"({"keys":[{"kty":"oct","kid":"other","alg":"HS256","k":")" +
                        api::encode_base64url(std::string(32, 'k')) + "\"}]}");
  CHECK(eventually([&] { return client.get("/v1/user/1", bearer(token)).problem() == "401 token_key_unknown"; }));
  // A file that is damaged changes nothing; one that is whole again does.
  server.keys().replace("damaged");
  server.keys().replace(TokenWorkshop::get().key_set());
  CHECK(eventually([&] { return client.get("/v1/user/1", bearer(token)).status() == 404; }));
}

TEST_CASE("Without auth everyone may do everything, on this machine only", "[api][auth]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  CHECK(client.deposit(client.open(), "1").status() == 200);
  CHECK(client.get("/v1/user/1", bearer("nonsense")).status() == 200);
  CHECK(query_value(database.owner(), "select distinct actor from event") == "anonymous");
  for (const auto* address : {"0.0.0.0:0", ":0", "[::]:0"}) {
    const auto log = start_error(database, {{"LEDGER_AUTH", "off"}, {"LEDGER_HTTP_ADDRESS", address}});
    CHECK_THAT(log, Contains("auth is off") && Contains("--auth-off-anywhere"));
  }
  // One setting for all addresses is no way around it, for HTTP nor for gRPC.
  const auto log =
      start_error(database, {{"LEDGER_AUTH", "off"}, {"LEDGER_LISTEN", "0.0.0.0"}, {"LEDGER_HTTP_ADDRESS", ""}});
  CHECK_THAT(log, Contains("auth is off") && Contains("'0.0.0.0'"));
  const auto of_grpc = start_error(database, {{"LEDGER_AUTH", "off"}, {"LEDGER_LISTEN", "0.0.0.0"}});
  CHECK_THAT(of_grpc, Contains("auth is off") && Contains("'0.0.0.0'"));
  const auto holes = start_error(
      database, {{"LEDGER_AUTH", "off"}, {"LEDGER_AUTH_OFF_ANYWHERE", "true"}, {"LEDGER_LISTEN", "0.0.0.0"}});
  CHECK_THAT(holes, Contains("--grpc-anywhere"));
  const ApiServer forced(database.service(), {{"LEDGER_AUTH_OFF_ANYWHERE", "true"}});
  CHECK(forced.client().get("/livez").status == 200);
}

TEST_CASE("Settings about callers that do not go together are refused at the start", "[api][auth]") {
  const TestDatabase database;
  const TemporaryFile keys(TokenWorkshop::get().key_set());
  const TemporaryFile no_keys("{}");
  using Settings = Process::Environment;
  const std::pair<Settings, std::string> wrong[] = {
      {{}, "auth is on, but no token could be good"},
      {{{"LEDGER_AUTH", "maybe"}}, "maybe"},
      {{{"LEDGER_AUTH_KEYS_FILE", keys.path()}}, "--auth-issuer"},
      {{{"LEDGER_AUTH_KEYS_FILE", no_keys.path()}, {"LEDGER_AUTH_ISSUER", "x"}}, "this is no JWK Set"},
      {{{"LEDGER_AUTH_KEYS_FILE", "/nowhere"}, {"LEDGER_AUTH_ISSUER", "x"}}, "/nowhere cannot be read"},
      {{{"LEDGER_AUTH_JWKS_URL", "http://issuer.example/"}, {"LEDGER_AUTH_ISSUER", "x"}}, "--auth-jwks-url"},
      {{{"LEDGER_LOGIN_KEY_FILE", keys.path()}}, "is no readable private key"},
      {{{"LEDGER_AUTH", "off"}, {"LEDGER_TLS_CERTIFICATE_FILE", keys.path()}}, "tls-key-file"},
      {{{"LEDGER_AUTH", "off"}, {"LEDGER_DIALECT_ADDRESS", "0.0.0.0:0"}}, "--dialect-anywhere"},
  };
  for (const auto& [settings, expected] : wrong) {
    INFO(expected);
    CHECK_THAT(start_error(database, settings), Contains(expected));
  }
}

TEST_CASE("Keys are fetched from the issuer, also when it answers late", "[api][auth]") {
  const TestDatabase database;
  // Something that answers with the keys, once it is there.
  const TemporaryFile key(TokenWorkshop::get().private_pem());
  const ApiServer server(database.service(), {{"LEDGER_AUTH", "on"},
                                              {"LEDGER_AUTH_ISSUER", TokenText{}.issuer},
                                              {"LEDGER_AUTH_JWKS_URL", "http://127.0.0.1:9/jwks"},
                                              {"LEDGER_LOGIN_KEY_FILE", key.path()}});
  ApiClient client(server);
  // 9 is the port of discard, where nobody listens: it may be that the key will be known later.
  CHECK(client.get("/v1/user/1", bearer(token_of([](TokenText&) {}))).problem() == "503 keys_unavailable");
  CHECK(client.get("/v1/user/1", bearer("x")).problem() == "401 token_malformed");
}

TEST_CASE("The dialects have a listener for clients without tokens only where one is asked for", "[api][auth]") {
  const GuardedServer server(Process::Environment{{"LEDGER_DIALECT_ADDRESS", "127.0.0.1:0"}});
  HttpClient dialects(server.api().dialects_url());
  CHECK(dialects.get("/v1/users").status == 404);
  CHECK(dialects.get("/livez").status == 404);
}

}  // namespace ledger::test
