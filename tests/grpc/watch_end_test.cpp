// Streams end for several reasons, and some are refused at the start.
#include "tests/support/api/guarded_server.hpp"
#include "tests/support/grpc/watching.hpp"

namespace ledger::test {
namespace {

bool has_watchers(const ApiServer& server, const std::string& count) {
  return server.metrics().find("ledger_event_watchers{journal=\"0\"} " + count + "\n") != std::string::npos;
}

}  // namespace

TEST_CASE("A watch ends with its token, and goes on with a new one", "[grpc][watch][auth]") {
  const GuardedServer server(Process::Environment{{"LEDGER_AUTH_LEEWAY_SECONDS", "0"}});
  RpcClient service(server.api(), server.token_for("service"));
  service.open();
  RpcClient brief(server.api(), admin_token(3));
  Watching watching(brief, "");
  REQUIRE(watching.take(1).size() == 1);
  const auto position = watching.position();
  const auto begun = std::chrono::steady_clock::now();
  CHECK(watching.end() == "UNAUTHENTICATED token_expired");
  // Well before the heartbeat that would come after ten seconds.
  CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(5));

  service.open();
  RpcClient renewed(server.api(), admin_token(60));
  Watching resumed(renewed, position);
  CHECK(resumed.take(1).at(0).position() == 2);
}

TEST_CASE("A watch ends when the key of its token is withdrawn", "[grpc][watch][auth]") {
  const GuardedServer server(Process::Environment{{"LEDGER_AUTH_KEYS_REFRESH_SECONDS", "1"}});
  TokenText text;
  text.algorithm = "HS256";
  text.key_id = "hs";
  text.roles = R"(["admin"])";
  RpcClient client(server.api(), make_token(text, std::chrono::system_clock::now()));
  Watching watching(client, "");
  REQUIRE(watching.read());
  server.keys().replace(TokenWorkshop::get().published_key_set());
  REQUIRE(eventually([&] { return client.balance(1) == "UNAUTHENTICATED token_key_unknown"; }));
  RpcClient service(server.api(), server.token_for("service"));
  service.open();
  CHECK(watching.take(1).empty());
  CHECK(watching.end() == "UNAUTHENTICATED token_key_unknown");
}

TEST_CASE("A watch does not begin behind the journal's end", "[grpc][watch]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  RpcClient client(server);
  const auto account = client.open();
  CHECK(Watching(client, "0:2").end() == "FAILED_PRECONDITION position_beyond_end after");
  CHECK(Watching(client, "0:2", account).end() == "FAILED_PRECONDITION position_beyond_end after");
  CHECK(Watching(client, "0:1").read());
}

TEST_CASE("A watch of a journal that lost its end says so and ends", "[grpc][watch]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  RpcClient client(server);
  REQUIRE(client.deposit(client.open(), "1").ok());
  Watching watching(client, "");
  REQUIRE(watching.take(2).size() == 2);
  query_value(database.owner(),
              "alter table event disable trigger event_never_changes; delete from event where position > 1;"
              "alter table event enable always trigger event_never_changes; select 1");
  CHECK(watching.end() == "DATA_LOSS journal_differs");
}

TEST_CASE("One caller cannot take all places of watches", "[grpc][watch][auth]") {
  const GuardedServer server;
  RpcClient greedy(server.api(), admin_token(600, "greedy"));
  std::vector<std::unique_ptr<Watching>> open;
  for (int index = 0; index < 32; ++index) {
    open.push_back(std::make_unique<Watching>(greedy, ""));
    REQUIRE(open.back()->read());
  }
  CHECK(Watching(greedy, "").end() == "RESOURCE_EXHAUSTED own_streams_too_many");
  RpcClient modest(server.api(), admin_token(600, "modest"));
  CHECK(Watching(modest, "").read());
  open.pop_back();
  CHECK(eventually([&] { return Watching(greedy, "").read(); }));
}

TEST_CASE("All callers together have so many watches", "[grpc][watch]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  // A connection has no more calls than that at once.
  RpcClient client(server);
  std::vector<std::unique_ptr<Watching>> open;
  for (int index = 0; index < 256; ++index) {
    open.push_back(std::make_unique<Watching>(client, ""));
    REQUIRE(open.back()->read());
  }
  CHECK(has_watchers(server, "256"));
  CHECK(server.client().get("/v1/events").status == 503);
  open.pop_back();
  CHECK(eventually([&] { return Watching(client, "").read(); }));
}

TEST_CASE("A client that does not read is let go, and can go on where it was", "[grpc][watch]") {
  const TestDatabase database;
  const ApiServer server(database.service(), {{"LEDGER_GRPC_WRITE_TIMEOUT_MS", "500"}});
  // gRPC would take megabytes ahead of its client.
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  arguments.SetInt(GRPC_ARG_HTTP2_STREAM_LOOKAHEAD_BYTES, 65'535);
  RpcClient client(server.grpc_target(), grpc::InsecureChannelCredentials(), "", arguments);
  const auto account = client.open();
  // More than the buffers between here and there hold.
  constexpr int deposits = 10'000;
  deposit_in_bulk(server, account, deposits);
  Watching idle(client, "");
  REQUIRE(idle.take(1).size() == 1);
  CHECK(has_watchers(server, "1"));
  CHECK(eventually([&] { return has_watchers(server, "0"); }));
  const auto received = idle.take(deposits);
  CHECK(received.size() < deposits);
  const auto position = idle.position();
  CHECK(idle.end() == "CANCELLED");
  Watching resumed(client, position);
  CHECK(resumed.take(1).at(0).position() == received.back().position() + 1);
}

}  // namespace ledger::test
