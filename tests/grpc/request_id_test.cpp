// A call's id: taken from the client, made up where it sends none, given back and told in the log.
#include "tests/support/api/log_lines.hpp"
#include "tests/support/grpc/rpc_client.hpp"
#include "tests/support/grpc/watching.hpp"

namespace ledger::test {
namespace {

using Metadata = std::vector<std::pair<std::string, std::string>>;

constexpr const char* made_up_id = "[0-9a-f]{16}-[0-9]+";

/// Reads an account's balance, and returns the `x-request-id` that comes back.
std::string id_of_read(RpcClient& client, std::int64_t account, const Metadata& metadata) {
  grpc::ClientContext context;
  client.prepare(context);
  for (const auto& [key, value] : metadata) context.AddMetadata(key, value);
  v1::GetBalanceRequest request;
  request.set_account_id(account);
  v1::Balance response;
  client.stub().GetBalance(&context, request, &response);
  const auto& sent = context.GetServerInitialMetadata();
  const auto found = sent.find("x-request-id");
  return found == sent.end() ? "" : std::string(found->second.data(), found->second.size());
}

}  // namespace

TEST_CASE("A call's id is given back, or made up", "[grpc][request-id]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  RpcClient client(server);
  const auto account = client.open();
  CHECK(id_of_read(client, account, {{"x-request-id", "00-4bf92f3577b34da6:1"}}) == "00-4bf92f3577b34da6:1");
  CHECK(id_of_read(client, account + 1, {{"x-request-id", "of-a-refusal"}}) == "of-a-refusal");
  CHECK_THAT(id_of_read(client, account, {}), Matches(made_up_id));
  CHECK(id_of_read(client, account, {}) != id_of_read(client, account, {}));
  CHECK_THAT(id_of_read(client, account, {{"x-request-id", "two words"}}), Matches(made_up_id));
  CHECK_THAT(id_of_read(client, account, {{"x-request-id", "one"}, {"x-request-id", "two"}}), Matches(made_up_id));
}

TEST_CASE("The access log has a JSON line for each call, and nothing personal", "[grpc][request-id][log]") {
  const TestDatabase database;
  ApiServer server(database.service(), {{"LEDGER_LOG_FORMAT", "json"}, {"LEDGER_ACCESS_LOG", "on"}});
  RpcClient client(server);
  v1::OpenAccountRequest opening;
  opening.set_name("Vasya");
  opening.set_uid(fresh_uid());
  REQUIRE(client.call(&v1::Ledger::Stub::OpenAccount, opening).ok());
  const std::string trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  id_of_read(client, 1, {{"x-request-id", "of-one"}, {"traceparent", trace}});
  id_of_read(client, 4711, {{"x-request-id", "of-nobody"}});

  const auto line = Json::parse(line_about(server, "of-one"));
  CHECK(line["message"] == "request answered");
  CHECK(line["method"] == "ledger.v1.Ledger/GetBalance");
  CHECK(line["status"] == "OK");
  CHECK(line["traceparent"] == trace);
  CHECK(std::stoll(line["duration_us"]) >= 0);
  const auto refused = Json::parse(line_about(server, "of-nobody"));
  CHECK(refused["status"] == "NOT_FOUND");
  CHECK(refused["traceparent"] == "missing");
  CHECK_THAT(server.process().log(), !Contains("Vasya") && !Contains("4711"));
}

}  // namespace ledger::test
