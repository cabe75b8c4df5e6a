#include "tests/support/api/api_server.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "ledger/crypto/random_uid.hpp"
#include "tests/support/api/api_contract.hpp"
#include "tests/support/environment.hpp"

namespace ledger::test {
namespace {

Process::Environment settings_of(const DatabaseSettings& database, Process::Environment further) {
  further.merge(database_environment(database));
  // A test machine that is slow is no server with too many clients.
  further.merge(Process::Environment{{"LEDGER_AUTH", "off"},
                                     {"LEDGER_HTTP_WAIT_MAX_MS", "0"},
                                     {"LEDGER_GRPC_ADDRESS", "127.0.0.1:0"},
                                     {"LEDGER_HTTP_HOST_NAMES", "ledger"}});
  return further;
}

}  // namespace

Process::Environment database_environment(const DatabaseSettings& settings) {
  return {{"DB_HOST", settings.host},
          {"DB_PORT", settings.port},
          {"DB_NAME", settings.name},
          {"DB_USER", settings.user},
          {"DB_PASSWORD", settings.password}};
}

ApiServer::ApiServer(const DatabaseSettings& database, Process::Environment environment, Start start)
    : process_(program_path("ledger-api"), {"--http-address", "127.0.0.1:0", "--metrics-address", "127.0.0.1:0"},
               settings_of(database, std::move(environment))),
      metrics_url_(process_.line_after("metrics at ")),
      url_(process_.line_after("listening on ")) {
  if (url_.starts_with("grpc")) {
    grpc_target_ = url_.substr(url_.rfind('/') + 1);
    url_ = process_.line_after("listening on ");
  }
  if (start == Start::listening) return;
  HttpClient probe(url_);
  const bool ready = eventually([&probe] {
    const auto answer = probe.get("/readyz");
    // Writes may be stopped, but the writer has to know.
    return answer.status == 200 && answer.body.find("database_away") == std::string::npos;
  });
  if (!ready) throw std::runtime_error("ledger-api does not become ready; log:\n" + process_.log());
}

std::string ApiServer::status_address() const {
  const std::string scheme = "http://";
  return metrics_url_.substr(scheme.size(), metrics_url_.rfind('/') - scheme.size());
}

std::string ApiServer::metrics() const {
  HttpClient client(metrics_url_.substr(0, metrics_url_.rfind('/')));
  return client.get("/metrics").body;
}

std::string Answer::problem() const {
  const auto field = json["field"];
  return fmt::format("{} {}{}{}", status(), json["code"], field == "missing" ? "" : " ",
                     field == "missing" ? "" : field);
}

Answer ApiClient::request(const std::string& method, const std::string& target, const std::string& body,
                          const HttpFields& fields) {
  auto response = client_.request(method, target, body, fields);
  if (const auto breach = contract_breach(method, target, response)) {
    throw std::runtime_error(method + " " + target + " answers otherwise than openapi.yaml says: " + *breach + "\n" +
                             std::to_string(response.status) + " " + response.body);
  }
  const bool is_json = !response.body.empty() && response.field("Content-Type").find("json") != std::string::npos;
  auto json = Json::parse(is_json ? response.body : "{}");
  return {.response = std::move(response), .json = std::move(json)};
}

std::string ApiClient::open(const std::string& more) {
  const auto answer = post("/v1/user", fmt::format(R"({{"name":"Ann"{}}})", more));
  if (answer.status() != 201) throw std::runtime_error("no account: " + answer.response.body);
  return answer["id"];
}

Answer ApiClient::pay(const std::string& type, const std::string& user, const std::string& amount,
                      const std::string& more) {
  return post("/v1/transaction", payment_body(fresh_uid(), type, user, amount, more));
}

std::string ApiClient::balance(const std::string& user, const std::string& query) {
  return get("/v1/user/" + user + "/balance" + query)["balance"];
}

std::string fresh_uid() { return to_string(random_uid()); }

std::string payment_body(const std::string& uid, const std::string& type, const std::string& user,
                         const std::string& amount, const std::string& more) {
  return fmt::format(R"({{"uid":"{}","type":"{}","amount":"{}","user_id":{}{}}})", uid, type, amount, user, more);
}

std::string hold_body(const std::string& uid, const std::string& user, const std::string& amount, int timeout_seconds,
                      const std::string& more) {
  return fmt::format(R"({{"uid":"{}","user_id":{},"service_id":"taxi","amount":"{}","timeout_seconds":{}{}}})", uid,
                     user, amount, timeout_seconds, more);
}

}  // namespace ledger::test
