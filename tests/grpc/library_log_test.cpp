// Data that a client sends to gRPC must not reach the log.
#include <algorithm>
#include <sstream>

#include "tests/support/catch.hpp"
#include "tests/support/environment.hpp"
#include "tests/support/grpc/rpc_client.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

constexpr const char* secret = "p4ssw0rd-of-Ann";

/// An HTTP/2 frame (RFC 9113, section 4.1) on a connection or its first stream.
std::string frame(char type, char flags, char stream, const std::string& payload) {
  const auto size = payload.size();
  std::string bytes{static_cast<char>(size >> 16U), static_cast<char>(size >> 8U), static_cast<char>(size)};
  return bytes + type + flags + std::string(3, '\0') + stream + payload;
}

/// A length of HPACK: seven bits, then as many as it takes (RFC 7541, section 5.1).
std::string prefixed(const std::string& text) {
  std::string bytes;
  if (text.size() < 127) return bytes + static_cast<char>(text.size()) + text;
  bytes += '\x7f';
  auto rest = text.size() - 127;
  for (; rest >= 128; rest /= 128) bytes += static_cast<char>(rest % 128 + 128);
  return bytes + static_cast<char>(rest) + text;
}

/// A field that is not kept in the table (RFC 7541, section 6.2.2).
std::string field(const std::string& name, const std::string& value) {
  return std::string(1, '\0') + prefixed(name) + prefixed(value);
}

/// Begins a call with a field that gRPC takes itself.
void call_with(const ApiServer& server, const std::string& name, const std::string& value) {
  RawConnection connection("http://" + server.grpc_target());
  const auto head = field(":method", "POST") + field(":scheme", "http") + field(":path", "/ledger.v1.Ledger/Deposit") +
                    field(":authority", "ledger") + field("content-type", "application/grpc") +
                    field("te", "trailers") + field(name, value);
  // SETTINGS (4), then HEADERS (1) with END_HEADERS and END_STREAM.
  connection.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame('\x04', '\0', '\0', "") +
                  frame('\x01', '\x05', '\x01', head));
  eventually([&connection] { return connection.has_received(); });
}

bool is_own_line(const std::string& line) {
  return line.size() < 1'000 && line.starts_with("20") && line.find(" ledger-api: ") != std::string::npos;
}

std::vector<std::string> lines_of(const std::string& log) {
  std::vector<std::string> lines;
  std::istringstream text(log);
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  return lines;
}

}  // namespace

TEST_CASE("Nothing that a client sends to gRPC reaches the log, and what gRPC reports is bounded", "[grpc][log]") {
  const TestDatabase database;
  ApiServer server(database.service(), {{"GRPC_VERBOSITY", "DEBUG"}, {"LEDGER_LOG_LEVEL", "debug"}});
  RpcClient client(server);
  const auto value = std::string(secret) + std::string(14'000, 'x') + "\nsecond line";
  for (int repeated = 0; repeated < 20; ++repeated) {
    for (const auto* name : {"grpc-timeout", "te", "content-type", "grpc-encoding", "grpc-previous-rpc-attempts"}) {
      call_with(server, name, value);
    }
  }
  v1::PaymentRequest request = payment(1, "1");
  request.set_comment(std::string(secret) + "\xff");
  CHECK_FALSE(client.call_raw("/ledger.v1.Ledger/Deposit", request.SerializeAsString()).ok());
  CHECK(eventually([&] { return server.process().log().find("gRPC reports a problem at ") != std::string::npos; }));
  const auto log = server.process().log();
  CHECK(log.find(secret) == std::string::npos);
  const auto lines = lines_of(log);
  for (const auto& line : lines) {
    if (!is_own_line(line)) FAIL_CHECK("a line of another kind: " << line.substr(0, 300));
  }
  const auto reports = std::count_if(lines.begin(), lines.end(), [](const std::string& line) {
    return line.find(" reports a problem at ") != std::string::npos;
  });
  CHECK(reports < 50);
}

TEST_CASE("An address that gRPC cannot have is logged with its reason, in one line each", "[grpc][log]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  auto environment = database_environment(database.service());
  environment.merge(Process::Environment{{"LEDGER_AUTH", "off"}, {"LEDGER_GRPC_ADDRESS", server.grpc_target()}});
  Process second(program_path("ledger-api"), {"--http-address", "127.0.0.1:0", "--metrics-address", "127.0.0.1:0"},
                 environment);
  CHECK(second.wait() == 1);
  const auto log = second.log();
  CHECK(log.find("Address already in use") != std::string::npos);
  for (const auto& line : lines_of(log)) CHECK(is_own_line(line));
}

TEST_CASE("gRPC listens beyond this machine only when that is forced", "[grpc]") {
  const TestDatabase database;
  auto environment = database_environment(database.service());
  environment.merge(Process::Environment{
      {"LEDGER_AUTH", "off"}, {"LEDGER_AUTH_OFF_ANYWHERE", "true"}, {"LEDGER_GRPC_ADDRESS", "0.0.0.0:0"}});
  const std::vector<std::string> arguments{"--http-address", "127.0.0.1:0", "--metrics-address", "127.0.0.1:0"};
  Process refused(program_path("ledger-api"), arguments, environment);
  CHECK(refused.wait() == 1);
  CHECK(refused.log().find("--grpc-anywhere") != std::string::npos);
  environment["LEDGER_GRPC_ANYWHERE"] = "true";
  Process forced(program_path("ledger-api"), arguments, environment);
  CHECK(forced.line_after("listening on ").starts_with("grpc://0.0.0.0:"));
}

}  // namespace ledger::test
