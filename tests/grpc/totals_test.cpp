// GetTotals and ListHolds, and reads where there are several journals.
#include <algorithm>

#include "tests/support/api/guarded_server.hpp"
#include "tests/support/environment.hpp"
#include "tests/support/grpc/rpc_client.hpp"

namespace ledger::test {
namespace {

using Stub = v1::Ledger::Stub;

std::string place_hold(RpcClient& client, std::int64_t account, const std::string& amount) {
  const auto request = hold(account, amount);
  REQUIRE(problem(client.call(&Stub::PlaceHold, request).status) == "OK");
  return request.uid();
}

/// A database whose ledger has two journals, before its first account.
void make_two_journals(const TestDatabase& database) {
  Process process(program_path("ledgerctl"), {"migrate", "--journals", "2"}, database_environment(database.owner()));
  REQUIRE(process.wait() == 0);
}

/// Returns the position at the end of the account's journal, taken from its history.
std::string journal_end(RpcClient& client, std::int64_t account) {
  v1::ListTransactionsRequest request;
  request.set_account_id(account);
  return client.call(&Stub::ListTransactions, request)->position();
}

}  // namespace

TEST_CASE("Totals are the sums over all accounts, by currency, now and at a position", "[grpc]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  RpcClient client(server);
  const auto account = client.open();
  v1::OpenAccountRequest yen;
  yen.set_name("Bob");
  yen.set_currency("JPY");
  const auto other = client.call(&Stub::OpenAccount, yen)->account().id();
  REQUIRE(client.deposit(account, "10").ok());
  const auto middle = client.deposit(other, "300")->transaction().position();
  place_hold(client, account, "2");
  const auto last = client.withdraw(account, "4")->transaction().position();

  v1::GetTotalsRequest request;
  request.set_min_position(last);
  const auto now = client.call(&Stub::GetTotals, request);
  REQUIRE(problem(now.status) == "OK");
  REQUIRE(now->totals_size() == 2);
  CHECK(now->positions(0) == last);
  CHECK(now->totals(0).currency() == "JPY");
  CHECK(now->totals(0).balance() == "300");
  CHECK(now->totals(1).accounts() == 1);
  CHECK(now->totals(1).balance() == "6.00");
  CHECK(now->totals(1).held() == "2.00");
  CHECK(now->totals(1).available() == "4.00");
  CHECK(now->totals(1).credited() == "10.00");
  CHECK(now->totals(1).debited() == "4.00");

  request.add_positions(middle);
  CHECK(client.call(&Stub::GetTotals, request)->totals(1).balance() == "10.00");
  request.mutable_known_at_time()->set_seconds(1);
  const auto both = client.call(&Stub::GetTotals, request);
  CHECK(problem(both.status) == "INVALID_ARGUMENT position_malformed known_at_time");
  CHECK(violations(both.status) ==
        std::vector<std::string>{"known_at_time: position_malformed: positions or a time, not both"});
  request.clear_positions();
  CHECK(client.call(&Stub::GetTotals, request)->totals_size() == 0);
  request.clear_known_at_time();
  request.add_positions("1:1");
  CHECK(problem(client.call(&Stub::GetTotals, request).status) == "INVALID_ARGUMENT journal_unknown positions");
}

TEST_CASE("Open holds come in pages", "[grpc]") {
  const GuardedServer server;
  RpcClient service(server.api(), server.token_for("service"));
  const auto account = service.open();
  REQUIRE(service.deposit(account, "10").ok());
  std::vector<std::string> placed = {place_hold(service, account, "1"), place_hold(service, account, "2"),
                                     place_hold(service, account, "3")};
  v1::CancelHoldRequest cancel;
  cancel.set_uid(placed.back());
  placed.pop_back();
  REQUIRE(service.call(&Stub::CancelHold, cancel).ok());
  std::sort(placed.begin(), placed.end());

  RpcClient owner(server.api(), server.token_for("user", "[" + std::to_string(account) + "]"));
  v1::ListHoldsRequest request;
  request.set_account_id(account);
  request.set_page_size(1);
  const auto first = owner.call(&Stub::ListHolds, request);
  REQUIRE(problem(first.status) == "OK");
  REQUIRE(first->holds_size() == 1);
  CHECK(first->holds(0).uid() == placed.at(0));
  CHECK(first->holds(0).status() == "open");
  CHECK(first->position() == "0:6");
  request.set_page_token(first->next_page_token());
  const auto second = owner.call(&Stub::ListHolds, request);
  REQUIRE(second->holds_size() == 1);
  CHECK(second->holds(0).uid() == placed.at(1));
  CHECK(second->next_page_token().empty());

  request.set_page_token("x");
  CHECK(problem(owner.call(&Stub::ListHolds, request).status) == "INVALID_ARGUMENT page_token_malformed page_token");
  request.clear_page_token();
  request.set_account_id(999);
  CHECK(problem(owner.call(&Stub::ListHolds, request).status) == "NOT_FOUND account_not_found");
  CHECK(problem(service.call(&Stub::ListHolds, request).status) == "NOT_FOUND account_not_found account_id");
}

TEST_CASE("Accounts are read at positions and times of their own journals", "[grpc][journals]") {
  const TestDatabase database;
  make_two_journals(database);
  const ApiServer server(database.service(), {{"LEDGER_JOURNALS", "2"}});
  RpcClient client(server);
  // Accounts of both journals: one's number is even, the other's odd.
  auto even = client.open();
  auto odd = client.open();
  while (odd % 2 == even % 2) odd = client.open();
  if (even % 2 != 0) std::swap(even, odd);
  const auto written = client.deposit(odd, "1")->transaction();
  CHECK(written.position().starts_with("1:"));
  // Many events that only the other journal has, so that its positions are later ones.
  for (int round = 0; round < 5; ++round) REQUIRE(client.deposit(even, "1").ok());
  REQUIRE(client.deposit(odd, "2").ok());

  v1::GetBalanceRequest request;
  request.set_account_id(odd);
  request.set_min_position(written.position());
  CHECK(client.call(&Stub::GetBalance, request)->state().balance() == "3.00");
  request.set_known_at_position(written.position());
  CHECK(client.call(&Stub::GetBalance, request)->state().balance() == "1.00");
  *request.mutable_known_at_time() = written.recorded();
  const auto then = client.call(&Stub::GetBalance, request);
  REQUIRE(problem(then.status) == "OK");
  CHECK(then->state().balance() == "1.00");
  CHECK(then->position() == written.position());
  request.set_known_at_position("0:1");
  CHECK(problem(client.call(&Stub::GetBalance, request).status) ==
        "INVALID_ARGUMENT position_malformed known_at_position");
  request.set_min_position("2:1");
  CHECK(problem(client.call(&Stub::GetBalance, request).status).starts_with("INVALID_ARGUMENT position_malformed"));

  // A transaction is read as of the end of its own journal; each of its legs is in its account's journal.
  v1::GetTransactionRequest find;
  find.set_uid(written.uid());
  const auto found = client.call(&Stub::GetTransaction, find);
  CHECK(found->position() == written.position());
  CHECK(found->read_position() == journal_end(client, odd));
  const auto sent = client.call(&Stub::Transfer, transfer(even, odd, "1"))->transaction();
  REQUIRE(sent.legs_size() == 2);
  CHECK(sent.legs(0).position().starts_with("0:"));
  CHECK(sent.legs(1).position().starts_with("1:"));
  CHECK(sent.legs(1).position() == journal_end(client, odd));
}

}  // namespace ledger::test
