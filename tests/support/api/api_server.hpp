// The real ledger-api on a free port, and the requests that tests make of it.
#pragma once

#include <string>

#include "ledger/postgres/database_settings.hpp"
#include "tests/support/api/http_client.hpp"
#include "tests/support/json.hpp"
#include "tests/support/process.hpp"

namespace ledger::test {

/// Started and ready when the constructor returns.
class ApiServer {
 public:
  /// Decides if the constructor waits until the server is ready, or only until it listens.
  enum class Start { ready, listening };

  /// `environment` holds further settings; auth is off unless they say otherwise.
  explicit ApiServer(const DatabaseSettings& database, Process::Environment environment = {},
                     Start start = Start::ready);

  [[nodiscard]] const std::string& url() const { return url_; }
  /// "127.0.0.1:50051", where gRPC is served; empty if the environment has switched it off.
  [[nodiscard]] const std::string& grpc_target() const { return grpc_target_; }
  [[nodiscard]] HttpClient client() const { return HttpClient(url_); }
  /// "127.0.0.1:8003", where /readyz and /metrics are served for operators.
  [[nodiscard]] std::string status_address() const;
  /// Returns the current content of /metrics.
  [[nodiscard]] std::string metrics() const;
  /// Returns the URL of the dialects without tokens, if LEDGER_DIALECT_ADDRESS asked for them. To be called once.
  std::string dialects_url() { return process_.line_after("dialects without tokens at "); }
  [[nodiscard]] Process& process() { return process_; }

 private:
  Process process_;
  std::string metrics_url_;
  std::string grpc_target_;
  std::string url_;
};

/// Database settings as the services read them from the environment.
Process::Environment database_environment(const DatabaseSettings& settings);

/// An answer with its body taken apart.
struct Answer {
  HttpResponse response;
  Json json;

  [[nodiscard]] int status() const { return response.status; }
  [[nodiscard]] std::string operator[](const char* name) const { return json[name]; }
  /// "402 insufficient_funds amount": status, code and field of a problem.
  [[nodiscard]] std::string problem() const;
};

/// A client whose every answer is held against the OpenAPI document; a breach throws std::runtime_error.
class ApiClient {
 public:
  explicit ApiClient(const ApiServer& server) : client_(server.client()) {}

  Answer request(const std::string& method, const std::string& target, const std::string& body = "",
                 const HttpFields& fields = {});
  Answer get(const std::string& target, const HttpFields& fields = {}) { return request("GET", target, "", fields); }
  Answer post(const std::string& target, const std::string& body, const HttpFields& fields = {}) {
    return request("POST", target, body, fields);
  }

  /// Opens an account and returns its id; `more` are further members: `,"currency":"JPY"`.
  std::string open(const std::string& more = "");
  /// Records a deposit or withdrawal under a fresh uid, which the answer states.
  Answer pay(const std::string& type, const std::string& user, const std::string& amount, const std::string& more = "");
  Answer deposit(const std::string& user, const std::string& amount, const std::string& more = "") {
    return pay("DEPOSIT", user, amount, more);
  }
  Answer withdraw(const std::string& user, const std::string& amount, const std::string& more = "") {
    return pay("WITHDRAW", user, amount, more);
  }
  /// The `balance` of an account; `query` such as "?date=2022-05-05".
  std::string balance(const std::string& user, const std::string& query = "");

 private:
  HttpClient client_;
};

/// A uid that no other call returns, as text.
std::string fresh_uid();

/// The body of a deposit or withdrawal.
std::string payment_body(const std::string& uid, const std::string& type, const std::string& user,
                         const std::string& amount, const std::string& more = "");
/// Returns the body of a POST /v1/hold by the service "taxi"; `more` is inserted before the closing brace.
std::string hold_body(const std::string& uid, const std::string& user, const std::string& amount,
                      int timeout_seconds = 600, const std::string& more = "");

}  // namespace ledger::test
