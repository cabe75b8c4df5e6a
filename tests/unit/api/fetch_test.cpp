#include "api/auth/tokens/fetch.hpp"

#include <prometheus/registry.h>

#include <cstdlib>
#include <string>

#include "ledger/process/status_server.hpp"
#include "tests/support/catch.hpp"

namespace ledger::api {
namespace {

/// Sets a variable of the environment for as long as it lives.
class Variable {
 public:
  Variable(const char* name, const char* value) : name_(name) { setenv(name, value, 1); }
  ~Variable() { unsetenv(name_); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const char* name_;
};

}  // namespace

TEST_CASE("What is on this machine is fetched from here, not by a proxy", "[auth][fetch]") {
  const prometheus::Registry metrics;
  const StatusServer server(
      "127.0.0.1:0", [] { return std::nullopt; }, metrics);
  // 9 is the port of discard, where nobody listens.
  const Variable proxy("http_proxy", "http://127.0.0.1:9");
  CHECK(fetch(server.url() + "/livez", std::chrono::seconds(5), 1'000) != "");
}

}  // namespace ledger::api
