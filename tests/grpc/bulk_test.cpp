// RecordTransactions: many commands in one request.
#include "tests/support/grpc/rpc_client.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

using Stub = v1::Ledger::Stub;

void add_deposit(v1::RecordTransactionsRequest& request, std::int64_t account, const std::string& amount) {
  *request.add_commands()->mutable_deposit() = payment(account, amount);
}

void add_withdrawal(v1::RecordTransactionsRequest& request, std::int64_t account, const std::string& amount) {
  *request.add_commands()->mutable_withdraw() = payment(account, amount);
}

void add_transfer(v1::RecordTransactionsRequest& request, std::int64_t from, std::int64_t to,
                  const std::string& amount) {
  *request.add_commands()->mutable_transfer() = transfer(from, to, amount);
}

void add_hold(v1::RecordTransactionsRequest& request, std::int64_t account, const std::string& amount) {
  *request.add_commands()->mutable_place_hold() = hold(account, amount);
}

/// "OK recorded" of each, or "NOT_FOUND account_not_found account_id".
std::vector<std::string> words(const v1::RecordTransactionsResponse& response) {
  std::vector<std::string> all;
  for (const auto& result : response.results()) {
    all.push_back(name_of(static_cast<grpc::StatusCode>(result.status())) + " " + result.code() +
                  (result.field().empty() ? "" : " " + result.field()));
  }
  return all;
}

}  // namespace

TEST_CASE("Commands of a request stand for themselves, in their order", "[grpc][bulk]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  RpcClient client(server);
  const auto ann = client.open();
  const auto bob = client.open();
  v1::RecordTransactionsRequest request;
  add_deposit(request, ann, "10");
  add_transfer(request, ann, bob, "4");
  add_hold(request, ann, "5");
  add_withdrawal(request, ann, "2");
  add_deposit(request, 999, "1");
  add_deposit(request, ann, "x");
  request.add_commands();
  add_withdrawal(request, bob, "4");
  const auto answer = client.call(&Stub::RecordTransactions, request);
  REQUIRE(problem(answer.status) == "OK");
  const std::vector<std::string> expected = {"OK recorded",
                                             "OK recorded",
                                             "OK recorded",
                                             "FAILED_PRECONDITION insufficient_funds amount",
                                             "NOT_FOUND account_not_found account_id",
                                             "INVALID_ARGUMENT amount_malformed amount",
                                             "INVALID_ARGUMENT field_required command",
                                             "OK recorded"};
  CHECK(words(answer.response) == expected);
  CHECK(answer->results(1).uid() == request.commands(1).transfer().uid());
  CHECK(answer->results(1).balance() == "6.00");
  CHECK(answer->results(2).available() == "1.00");
  CHECK(answer->results(2).position() == "0:6");
  CHECK(client.balance(bob) == "0.00");

  const auto again = client.call(&Stub::RecordTransactions, request);
  CHECK(words(again.response).at(0) == "OK replayed");
  CHECK(again->results(0).position() == answer->results(0).position());
  CHECK(client.balance(ann) == "6.00");
}

TEST_CASE("An atomic request is recorded as a whole or not at all", "[grpc][bulk]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  RpcClient client(server);
  const auto ann = client.open();
  v1::RecordTransactionsRequest request;
  request.set_atomic(true);
  add_deposit(request, ann, "10");
  add_withdrawal(request, ann, "11");
  CHECK(problem(client.call(&Stub::RecordTransactions, request).status) ==
        "FAILED_PRECONDITION insufficient_funds commands[1].amount");
  CHECK(client.balance(ann) == "0.00");
  request.mutable_commands(1)->mutable_withdraw()->set_amount("x");
  CHECK(problem(client.call(&Stub::RecordTransactions, request).status) ==
        "INVALID_ARGUMENT amount_malformed commands[1].amount");
  CHECK(client.balance(ann) == "0.00");
  request.mutable_commands(1)->mutable_withdraw()->set_amount("3");
  const auto answer = client.call(&Stub::RecordTransactions, request);
  CHECK(words(answer.response) == std::vector<std::string>{"OK recorded", "OK recorded"});
  CHECK(words(client.call(&Stub::RecordTransactions, request).response) ==
        std::vector<std::string>{"OK replayed", "OK replayed"});
  CHECK(client.balance(ann) == "7.00");
}

TEST_CASE("As many commands as over HTTP, and no more", "[grpc][bulk]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  RpcClient client(server);
  const auto ann = client.open();
  v1::RecordTransactionsRequest request;
  CHECK(problem(client.call(&Stub::RecordTransactions, request).status) == "INVALID_ARGUMENT bulk_empty commands");
  for (int made = 0; made < 10'000; ++made) add_deposit(request, ann, "0.01");
  const auto answer = client.call(&Stub::RecordTransactions, request);
  REQUIRE(problem(answer.status) == "OK");
  CHECK(answer->results_size() == 10'000);
  CHECK(client.balance(ann) == "100.00");
  add_deposit(request, ann, "1");
  CHECK(problem(client.call(&Stub::RecordTransactions, request).status) ==
        "INVALID_ARGUMENT too_many_commands commands");
  // Other methods take no more than before.
  auto large = payment(ann, "1");
  large.set_comment(std::string(100'000, 'x'));
  CHECK(problem(client.call(&Stub::Deposit, large).status) == "RESOURCE_EXHAUSTED message_too_large");
  CHECK(client.balance(ann) == "100.00");
}

}  // namespace ledger::test
