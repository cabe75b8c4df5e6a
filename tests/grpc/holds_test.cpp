// Transfers, holds, limits, reversals and account status over gRPC: results, replays, rejections.
#include "tests/support/grpc/rpc_client.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

using Stub = v1::Ledger::Stub;

v1::ConfirmHoldRequest confirmation(const v1::PlaceHoldRequest& placed, const std::string& amount) {
  v1::ConfirmHoldRequest request;
  request.set_uid(placed.uid());
  request.set_amount(amount);
  return request;
}

v1::AccountCommandRequest about(std::int64_t account) {
  v1::AccountCommandRequest request;
  request.set_account_id(account);
  return request;
}

}  // namespace

TEST_CASE("A transfer moves money once, and its reversal brings it back once", "[grpc]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  RpcClient client(server);
  const auto sender = client.open();
  const auto receiver = client.open();
  REQUIRE(client.deposit(sender, "100").ok());
  const auto request = transfer(sender, receiver, "30");
  const auto sent = client.call(&Stub::Transfer, request);
  REQUIRE(problem(sent.status) == "OK");
  CHECK(sent->transaction().type() == "TRANSFER");
  CHECK(sent->transaction().to_account_id() == receiver);
  CHECK(sent->transaction().state().balance() == "70.00");
  CHECK(client.call(&Stub::Transfer, request)->replayed());
  CHECK(client.balance(receiver) == "30.00");
  CHECK(problem(client.call(&Stub::Transfer, transfer(sender, receiver, "71")).status) ==
        "FAILED_PRECONDITION insufficient_funds amount");
  CHECK(problem(client.call(&Stub::Transfer, transfer(sender, 999, "1")).status) ==
        "NOT_FOUND account_not_found to_account_id");
  CHECK(problem(client.call(&Stub::Transfer, transfer(sender, sender, "1")).status) ==
        "INVALID_ARGUMENT same_account to_account_id");

  v1::ReverseTransactionRequest reversal;
  reversal.set_uid(fresh_uid());
  reversal.set_reverses(request.uid());
  const auto reversed = client.call(&Stub::ReverseTransaction, reversal);
  REQUIRE(problem(reversed.status) == "OK");
  CHECK(reversed->transaction().reverses() == request.uid());
  CHECK(client.balance(sender) == "100.00");
  CHECK(client.call(&Stub::ReverseTransaction, reversal)->replayed());
  v1::GetTransactionRequest find;
  find.set_uid(request.uid());
  CHECK(client.call(&Stub::GetTransaction, find)->reversed_by() == reversal.uid());
  reversal.set_uid(fresh_uid());
  CHECK(name_of(client.call(&Stub::ReverseTransaction, reversal).status.error_code()) == "FAILED_PRECONDITION");
  reversal.set_reverses(fresh_uid());
  CHECK(name_of(client.call(&Stub::ReverseTransaction, reversal).status.error_code()) == "NOT_FOUND");
}

TEST_CASE("A hold is placed, confirmed in part or canceled, and answers with what it became", "[grpc]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  RpcClient client(server);
  const auto account = client.open();
  REQUIRE(client.deposit(account, "100").ok());
  const auto request = hold(account, "100");
  const auto placed = client.call(&Stub::PlaceHold, request);
  REQUIRE(problem(placed.status) == "OK");
  CHECK(placed->hold().status() == "open");
  CHECK(placed->hold().service_id() == "taxi");
  CHECK(placed->state().available() == "0.00");
  CHECK(client.call(&Stub::PlaceHold, request)->replayed());
  CHECK(problem(client.withdraw(account, "1").status) == "FAILED_PRECONDITION insufficient_funds amount");
  CHECK(problem(client.call(&Stub::ConfirmHold, confirmation(request, "100.01")).status) ==
        "FAILED_PRECONDITION amount_above_hold amount");

  const auto confirmed = client.call(&Stub::ConfirmHold, confirmation(request, "60"));
  REQUIRE(problem(confirmed.status) == "OK");
  CHECK(confirmed->hold().status() == "confirmed");
  CHECK(confirmed->hold().captured_amount() == "60.00");
  CHECK(confirmed->state().balance() == "40.00");
  v1::CancelHoldRequest cancel;
  cancel.set_uid(request.uid());
  const auto late = client.call(&Stub::CancelHold, cancel);
  CHECK(late->hold().status() == "confirmed");
  CHECK_FALSE(late->replayed());
  v1::GetHoldRequest find;
  find.set_uid(request.uid());
  CHECK(client.call(&Stub::GetHold, find)->captured_amount() == "60.00");

  const auto other = hold(account, "40");
  REQUIRE(client.call(&Stub::PlaceHold, other).ok());
  cancel.set_uid(other.uid());
  CHECK(client.call(&Stub::CancelHold, cancel)->hold().status() == "canceled");
  CHECK(client.balance(account) == "40.00");

  cancel.set_uid(fresh_uid());
  CHECK(problem(client.call(&Stub::CancelHold, cancel).status) == "NOT_FOUND hold_not_found uid");
  auto wrong = hold(account, "1");
  wrong.set_timeout_seconds(3'601);
  wrong.set_service_id("a\nb");
  CHECK(problem(client.call(&Stub::PlaceHold, wrong).status) == "INVALID_ARGUMENT text_control service_id");
  wrong.set_service_id("taxi");
  CHECK(problem(client.call(&Stub::PlaceHold, wrong).status) == "INVALID_ARGUMENT number_out_of_range timeout_seconds");
}

TEST_CASE("Limits, freezing, closing and erasing", "[grpc]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  RpcClient client(server);
  const auto account = client.open("100");
  REQUIRE(client.deposit(account, "50").ok());
  v1::ChangeLimitRequest limit;
  limit.set_account_id(account);
  limit.set_uid(fresh_uid());
  CHECK(problem(client.call(&Stub::ChangeLimit, limit).status) == "INVALID_ARGUMENT field_required limit");
  limit.set_difference("-40");
  CHECK(client.call(&Stub::ChangeLimit, limit)->transaction().state().limit() == "60.00");
  CHECK(client.call(&Stub::ChangeLimit, limit)->replayed());
  limit.clear_uid();
  limit.set_limit("49.99");
  CHECK(problem(client.call(&Stub::ChangeLimit, limit).status) == "FAILED_PRECONDITION limit_below_balance limit");
  limit.set_unlimited(true);
  CHECK_FALSE(client.call(&Stub::ChangeLimit, limit)->transaction().state().has_limit());

  CHECK(client.call(&Stub::FreezeAccount, about(account))->transaction().state().status() == "frozen");
  CHECK(name_of(client.deposit(account, "1").status.error_code()) == "FAILED_PRECONDITION");
  CHECK(client.call(&Stub::UnfreezeAccount, about(account))->transaction().state().status() == "open");
  CHECK(name_of(client.call(&Stub::CloseAccount, about(account)).status.error_code()) == "FAILED_PRECONDITION");
  REQUIRE(client.withdraw(account, "50").ok());
  CHECK(problem(client.call(&Stub::EraseIdentity, about(account)).status) == "OK");
  v1::GetAccountRequest find;
  find.set_id(account);
  CHECK_FALSE(client.call(&Stub::GetAccount, find)->has_name());
  CHECK(client.call(&Stub::CloseAccount, about(account))->transaction().state().status() == "closed");
  CHECK(problem(client.deposit(account, "1").status).starts_with("FAILED_PRECONDITION account_closed"));
}

TEST_CASE("Histories and accounts come in pages", "[grpc]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  RpcClient client(server);
  const auto account = client.open();
  for (int round = 1; round <= 5; ++round) REQUIRE(client.deposit(account, std::to_string(round)).ok());
  REQUIRE(client.withdraw(account, "1").ok());
  v1::ListTransactionsRequest request;
  request.set_account_id(account);
  request.set_page_size(2);
  request.add_types("DEPOSIT");
  std::string amounts;
  for (int page = 0; page < 10; ++page) {
    const auto answer = client.call(&Stub::ListTransactions, request);
    REQUIRE(problem(answer.status) == "OK");
    for (const auto& transaction : answer->transactions()) amounts += transaction.amount() + " ";
    if (answer->next_page_token().empty()) break;
    request.set_page_token(answer->next_page_token());
  }
  CHECK(amounts == "1.00 2.00 3.00 4.00 5.00 ");
  request.set_page_token("x");
  CHECK(problem(client.call(&Stub::ListTransactions, request).status) ==
        "INVALID_ARGUMENT page_token_malformed page_token");
  request.clear_page_token();
  for (const auto size : {-1, 1'001}) {
    request.set_page_size(size);
    CHECK(problem(client.call(&Stub::ListTransactions, request).status) ==
          "INVALID_ARGUMENT limit_malformed page_size");
  }
  request.clear_page_size();
  request.add_types("GIFT");
  CHECK(problem(client.call(&Stub::ListTransactions, request).status) == "INVALID_ARGUMENT type_unknown types");
  request.clear_types();
  request.set_account_id(999);
  CHECK(problem(client.call(&Stub::ListTransactions, request).status) == "NOT_FOUND account_not_found account_id");

  const auto second = client.open();
  v1::ListAccountsRequest accounts;
  accounts.set_page_size(1);
  const auto first_page = client.call(&Stub::ListAccounts, accounts);
  CHECK(first_page->accounts(0).id() == account);
  CHECK(first_page->accounts(0).state().balance() == "14.00");
  accounts.set_page_token(first_page->next_page_token());
  CHECK(client.call(&Stub::ListAccounts, accounts)->accounts(0).id() == second);
  accounts.set_name("x");
  CHECK(problem(client.call(&Stub::ListAccounts, accounts).status) ==
        "INVALID_ARGUMENT page_token_malformed page_token");
  accounts.clear_page_token();
  CHECK(client.call(&Stub::ListAccounts, accounts)->accounts_size() == 0);
  accounts.set_external_id("x");
  CHECK(problem(client.call(&Stub::ListAccounts, accounts).status) == "INVALID_ARGUMENT unknown_field name");
}

}  // namespace ledger::test
