// Commands over gRPC: results, replays, rejections with their codes.
#include "tests/support/api/span_collector.hpp"
#include "tests/support/grpc/rpc_client.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

using Stub = v1::Ledger::Stub;

}  // namespace

TEST_CASE("Money comes and goes over gRPC, and REST sees it", "[grpc]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  RpcClient client(server);
  v1::OpenAccountRequest opening;
  opening.set_name("Ann");
  opening.set_external_id("crm-1");
  opening.set_currency("EUR");
  opening.set_limit("1000");
  const auto opened = client.call(&Stub::OpenAccount, opening);
  REQUIRE(problem(opened.status) == "OK");
  const auto& account = opened->account();
  CHECK(account.id() > 0);
  CHECK(account.name() == "Ann");
  CHECK(account.external_id() == "crm-1");
  CHECK(account.state().currency() == "EUR");
  CHECK(account.state().limit() == "1000.00");
  CHECK(account.state().status() == "open");
  CHECK(account.created().seconds() > 1'600'000'000);

  auto request = payment(account.id(), "100.50");
  request.set_comment("first");
  request.mutable_effective()->set_seconds(1'650'000'000);
  request.mutable_effective()->set_nanos(123'456'789);
  const auto deposited = client.call(&Stub::Deposit, request);
  REQUIRE(problem(deposited.status) == "OK");
  const auto& transaction = deposited->transaction();
  CHECK(transaction.uid() == request.uid());
  CHECK(transaction.type() == "DEPOSIT");
  CHECK(transaction.amount() == "100.50");
  CHECK(transaction.comment() == "first");
  CHECK(transaction.effective().nanos() == 123'456'000);
  CHECK(transaction.state().balance() == "100.50");
  CHECK(transaction.state().version() == 2);
  CHECK(transaction.position() == "0:2");
  CHECK_FALSE(deposited->replayed());

  const auto withdrawn = client.withdraw(account.id(), "0.50");
  CHECK(withdrawn->transaction().state().available() == "100.00");
  ApiClient rest(server);
  CHECK(rest.balance(std::to_string(account.id())) == "100.00");
}

TEST_CASE("A command sent again answers with its first result", "[grpc]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  RpcClient client(server);
  v1::OpenAccountRequest opening;
  opening.set_name("Ann");
  opening.set_uid(fresh_uid());
  const auto opened = client.call(&Stub::OpenAccount, opening);
  const auto again = client.call(&Stub::OpenAccount, opening);
  REQUIRE(again.ok());
  CHECK(again->replayed());
  CHECK(again->account().id() == opened->account().id());

  const auto account = opened->account().id();
  const auto deposit = payment(account, "10");
  const auto withdrawal = payment(account, "1");
  const auto first = client.call(&Stub::Deposit, deposit);
  REQUIRE(client.call(&Stub::Withdraw, withdrawal).ok());
  const auto replay = client.call(&Stub::Deposit, deposit);
  CHECK(replay->replayed());
  CHECK(replay->transaction().SerializeAsString() == first->transaction().SerializeAsString());
  CHECK(client.call(&Stub::Withdraw, withdrawal)->replayed());
  CHECK(client.balance(account) == "9.00");

  auto same = deposit;
  same.set_amount("10.000");
  CHECK(client.call(&Stub::Deposit, same)->replayed());
  auto other = deposit;
  other.set_amount("11");
  const auto reused = client.call(&Stub::Deposit, other).status;
  CHECK(problem(reused) == "ALREADY_EXISTS uid_reused uid");
  CHECK(metadata(reused, "differing_fields") == "amount");
  CHECK(problem(client.call(&Stub::Withdraw, deposit).status) == "ALREADY_EXISTS uid_reused uid");
  opening.set_name("Bob");
  CHECK(problem(client.call(&Stub::OpenAccount, opening).status) == "ALREADY_EXISTS uid_reused uid");
}

TEST_CASE("Rejections carry a status code and a stable reason", "[grpc]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  RpcClient client(server);
  const auto account = client.open("100");
  REQUIRE(client.deposit(account, "60").ok());
  const auto with = [account](auto change) {
    auto request = payment(account, "1");
    change(request);
    return request;
  };
  struct Row {
    v1::PaymentRequest request;
    std::string deposited;
    std::string withdrawn;
  };
  const Row rows[] = {
      {with([](auto& request) { request.set_amount("61"); }), "FAILED_PRECONDITION limit_exceeded amount",
       "FAILED_PRECONDITION insufficient_funds amount"},
      {with([](auto& request) { request.set_account_id(999); }), "NOT_FOUND account_not_found account_id",
       "NOT_FOUND account_not_found account_id"},
      {with([](auto& request) { request.set_account_id(-1); }), "INVALID_ARGUMENT id_malformed account_id",
       "INVALID_ARGUMENT id_malformed account_id"},
      {with([](auto& request) { request.set_amount("0"); }), "INVALID_ARGUMENT amount_not_positive amount",
       "INVALID_ARGUMENT amount_not_positive amount"},
      {with([](auto& request) { request.set_amount("0.001"); }), "INVALID_ARGUMENT amount_too_precise amount",
       "INVALID_ARGUMENT amount_too_precise amount"},
      {with([](auto& request) { request.set_amount("1e2"); }), "INVALID_ARGUMENT amount_malformed amount",
       "INVALID_ARGUMENT amount_malformed amount"},
      {with([](auto& request) { request.set_amount("92233720368547758.08"); }),
       "INVALID_ARGUMENT amount_out_of_range amount", "INVALID_ARGUMENT amount_out_of_range amount"},
      {with([](auto& request) { request.clear_amount(); }), "INVALID_ARGUMENT field_required amount",
       "INVALID_ARGUMENT field_required amount"},
      {with([](auto& request) { request.set_currency("EUR"); }), "INVALID_ARGUMENT currency_mismatch currency",
       "INVALID_ARGUMENT currency_mismatch currency"},
      {with([](auto& request) { request.set_currency("eur"); }), "INVALID_ARGUMENT currency_unknown currency",
       "INVALID_ARGUMENT currency_unknown currency"},
      {with([](auto& request) { request.set_uid("x"); }), "INVALID_ARGUMENT uid_malformed uid",
       "INVALID_ARGUMENT uid_malformed uid"},
      {with([](auto& request) { request.set_comment(""); }), "INVALID_ARGUMENT text_length comment",
       "INVALID_ARGUMENT text_length comment"},
      {with([](auto& request) { request.mutable_effective()->set_seconds(-1); }),
       "INVALID_ARGUMENT timestamp_malformed effective", "INVALID_ARGUMENT timestamp_malformed effective"},
      {with([](auto& request) { request.mutable_effective()->set_seconds(253'402'300'799); }),
       "INVALID_ARGUMENT timestamp_in_future effective", "INVALID_ARGUMENT timestamp_in_future effective"},
  };
  for (const auto& row : rows) {
    INFO(row.request.ShortDebugString());
    CHECK(problem(client.call(&Stub::Deposit, row.request).status) == row.deposited);
    CHECK(problem(client.call(&Stub::Withdraw, row.request).status) == row.withdrawn);
  }
  CHECK(client.balance(account) == "60.00");
}

TEST_CASE("Every wrong field is named, and a field that nobody knows is refused", "[grpc]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  RpcClient client(server);
  v1::PaymentRequest request;
  request.set_amount("x");
  const auto answer = client.call(&Stub::Deposit, request);
  CHECK(problem(answer.status) == "INVALID_ARGUMENT field_required uid");
  CHECK(violations(answer.status).size() == 3);
  CHECK(answer.status.error_details().find("id_malformed") != std::string::npos);
  CHECK(answer.status.error_details().find("amount_malformed") != std::string::npos);
  // gRPC itself answers bytes that are no message; they do not reach the ledger.
  CHECK(problem(client.call_raw("/ledger.v1.Ledger/Deposit", "\xff").status) == "UNIMPLEMENTED");
  CHECK(problem(client.call_raw("/ledger.v1.Ledger/Deposit", "").status) == "INVALID_ARGUMENT field_required uid");

  auto strange = payment(1, "1");
  strange.GetReflection()->MutableUnknownFields(&strange)->AddVarint(99, 1);
  CHECK(problem(client.call(&Stub::Deposit, strange).status) == "INVALID_ARGUMENT unknown_field");
}

TEST_CASE("A call's traceparent goes with its events to the relay", "[grpc][trace]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  RpcClient client(server);
  const auto account = client.open();
  const auto deposit = [&](const std::string& traceparent) {
    grpc::ClientContext context;
    client.prepare(context);
    context.AddMetadata("traceparent", traceparent);
    v1::TransactionResponse response;
    return client.stub().Deposit(&context, payment(account, "1"), &response).ok();
  };
  CHECK(deposit("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));
  CHECK(deposit("00-00000000000000000000000000000000-b7ad6b7169203331-01"));
  CHECK(query_value(database.owner(),
                    "select string_agg(position || ' ' || encode(traceparent, 'hex'), ',') from event_trace") ==
        "2 0af7651916cd43dd8448eb211c80319cb7ad6b716920333101");
}

TEST_CASE("A call's span goes to the collector", "[grpc][trace]") {
  const TestDatabase database;
  SpanCollector collector;
  ApiServer server(database.service(), collector.environment());
  RpcClient client(server);
  const auto account = client.open();
  const std::string caller = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  grpc::ClientContext context;
  client.prepare(context);
  context.AddMetadata("traceparent", caller);
  v1::TransactionResponse response;
  CHECK(client.stub().Deposit(&context, payment(account, "1"), &response).ok());
  if (server.process().log().find("built without OpenTelemetry") != std::string::npos) return;
  const auto trace = parse_trace_parent(caller);
  CHECK(collector.gets({trace_id_of(*trace), span_id_of(*trace), "ledger.v1.Ledger/Deposit"}));
}

}  // namespace ledger::test
