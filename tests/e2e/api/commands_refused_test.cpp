// Every command against everything that can stand in its way, each with its stable code.
#include "tests/support/api/command_table.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

const std::string transaction = "/v1/transaction";
const std::string hold_path = "/v1/hold";

std::string payment(const std::string& type, const std::string& user, const std::string& amount,
                    const std::string& more = "") {
  return R"({"uid":"$uid","type":")" + type + R"(","amount":")" + amount + R"(","user_id":)" + user + more + "}";
}

std::string transfer(const std::string& from, const std::string& to, const std::string& amount,
                     const std::string& more = "") {
  return payment("TRANSFER", from, amount, R"(,"to_user_id":)" + to + more);
}

std::string holding(const std::string& user, const std::string& amount, const std::string& more = "") {
  return R"({"uid":"$uid","user_id":)" + user + R"(,"service_id":"taxi","amount":")" + amount +
         R"(","timeout_seconds":600)" + more + "}";
}

const std::vector<RefusedRequest> payments = {
    {"POST", transaction, payment("DEPOSIT", "$limited", "50.01"), "422 limit_exceeded amount"},
    {"POST", transaction, payment("DEPOSIT", "$full", "1"), "422 balance_out_of_range amount"},
    {"POST", transaction, payment("DEPOSIT", "$rich", "92233720368547758.08"), "422 amount_out_of_range amount"},
    {"POST", transaction, payment("DEPOSIT", "$rich", "9223372036854775807"), "422 amount_out_of_range amount"},
    {"POST", transaction, payment("DEPOSIT", "$nobody", "1"), "404 account_not_found user_id"},
    {"POST", transaction, payment("DEPOSIT", "$rich", "1", R"(,"currency":"EUR")"), "422 currency_mismatch currency"},
    {"POST", transaction, payment("DEPOSIT", "$frozen", "1"), "409 account_frozen user_id"},
    {"POST", transaction, payment("DEPOSIT", "$closed", "1"), "409 account_closed user_id"},
    {"POST", transaction, payment("DEPOSIT", "$rich", "1", R"(,"to_user_id":1)"), "422 field_unexpected to_user_id"},
    {"POST", transaction, payment("WITHDRAW", "$rich", "100.01"), "402 insufficient_funds amount"},
    {"POST", transaction, payment("WITHDRAW", "$nobody", "1"), "404 account_not_found user_id"},
    {"POST", transaction, payment("WITHDRAW", "$rich", "1", R"(,"currency":"EUR")"), "422 currency_mismatch currency"},
    {"POST", transaction, payment("WITHDRAW", "$rich", "92233720368547758.08"), "422 amount_out_of_range amount"},
    {"POST", transaction, payment("WITHDRAW", "$frozen", "1"), "409 account_frozen user_id"},
    {"POST", transaction, payment("WITHDRAW", "$closed", "1"), "409 account_closed user_id"},
};

const std::vector<RefusedRequest> transfers = {
    {"POST", transaction, transfer("$rich", "$poor", "100.01"), "402 insufficient_funds amount"},
    {"PUT", transaction, transfer("$rich", "$poor", "100.01"), "402 insufficient_funds amount"},
    {"POST", transaction, transfer("$rich", "$limited", "50.01"), "422 limit_exceeded to_user_id"},
    // A caller with insufficient funds learns nothing about the receiver.
    {"POST", transaction, transfer("$poor", "$limited", "50.01"), "402 insufficient_funds amount"},
    {"POST", transaction, transfer("$poor", "$frozen", "1"), "402 insufficient_funds amount"},
    {"POST", transaction, transfer("$poor", "$euro", "1"), "402 insufficient_funds amount"},
    {"POST", transaction, transfer("$poor", "$nobody", "1"), "402 insufficient_funds amount"},
    {"POST", transaction, transfer("$rich", "$full", "1"), "422 balance_out_of_range to_user_id"},
    {"POST", transaction, transfer("$nobody", "$rich", "1"), "404 account_not_found user_id"},
    {"POST", transaction, transfer("$rich", "$nobody", "1"), "404 account_not_found to_user_id"},
    {"POST", transaction, transfer("$rich", "$euro", "1"), "422 currency_mismatch to_user_id"},
    {"POST", transaction, transfer("$rich", "$poor", "1", R"(,"currency":"EUR")"), "422 currency_mismatch currency"},
    {"POST", transaction, transfer("$rich", "$rich", "1"), "422 same_account to_user_id"},
    {"POST", transaction, transfer("$rich", "$poor", "92233720368547758.08"), "422 amount_out_of_range amount"},
    {"POST", transaction, transfer("$frozen", "$rich", "1"), "409 account_frozen user_id"},
    {"POST", transaction, transfer("$rich", "$frozen", "1"), "409 account_frozen to_user_id"},
    {"POST", transaction, transfer("$closed", "$rich", "1"), "409 account_closed user_id"},
    {"POST", transaction, transfer("$rich", "$closed", "1"), "409 account_closed to_user_id"},
    {"POST", transaction, payment("TRANSFER", "$rich", "1"), "422 field_required to_user_id"},
    {"POST", transaction, transfer("$rich", "0", "1"), "422 id_malformed to_user_id"},
    {"POST", transaction, payment("GIFT", "$rich", "1"), "422 type_unknown type"},
};

const std::vector<RefusedRequest> holds = {
    {"POST", hold_path, holding("$rich", "100.01"), "402 insufficient_funds amount"},
    {"POST", hold_path, holding("$nobody", "1"), "404 account_not_found user_id"},
    {"POST", hold_path, holding("$rich", "1", R"(,"currency":"EUR")"), "422 currency_mismatch currency"},
    {"POST", hold_path, holding("$rich", "92233720368547758.08"), "422 amount_out_of_range amount"},
    {"POST", hold_path, holding("$rich", "0"), "422 amount_not_positive amount"},
    {"POST", hold_path, holding("$yen", "0.5"), "422 amount_too_precise amount"},
    {"POST", hold_path, holding("$frozen", "1"), "409 account_frozen user_id"},
    {"POST", hold_path, holding("$closed", "1"), "409 account_closed user_id"},
    {"POST", hold_path, R"({"uid":"$uid","user_id":$rich,"service_id":"taxi","amount":"1","timeout_seconds":0})",
     "422 number_out_of_range timeout_seconds"},
    {"POST", hold_path, R"({"uid":"$uid","user_id":$rich,"service_id":"taxi","amount":"1","timeout_seconds":3601})",
     "422 number_out_of_range timeout_seconds"},
    {"POST", hold_path, R"({"uid":"$uid","user_id":$rich,"service_id":"taxi","amount":"1","timeout_seconds":1.5})",
     "422 number_malformed timeout_seconds"},
    {"POST", hold_path, R"({"uid":"$uid","user_id":$rich,"service_id":"taxi","amount":"1"})",
     "422 field_required timeout_seconds"},
    {"POST", hold_path, R"({"uid":"$uid","user_id":$rich,"service_id":"a\nb","amount":"1","timeout_seconds":1})",
     "422 text_control service_id"},
    {"POST", hold_path, R"({"uid":"$uid","user_id":$rich,"amount":"1","timeout_seconds":1})",
     "422 field_required service_id"},
    {"POST", hold_path, R"({"user_id":$rich,"service_id":"taxi","amount":"1","timeout_seconds":1})",
     "422 field_required uid"},
    {"POST", hold_path, "[]", "400 json_not_an_object"},
    {"POST", hold_path + "/$uid/confirm", "{}", "404 hold_not_found uid"},
    {"POST", hold_path + "/$uid/cancel", "", "404 hold_not_found uid"},
    {"POST", hold_path + "/$deposit/confirm", "", "404 hold_not_found uid"},
    {"POST", hold_path + "/$open_hold/confirm", R"({"service_id":"bus"})", "404 hold_not_found uid"},
    {"POST", hold_path + "/$open_hold/cancel", R"({"service_id":"bus"})", "404 hold_not_found uid"},
    {"POST", hold_path + "/$open_hold/confirm", R"({"amount":"10.01"})", "422 amount_above_hold amount"},
    {"POST", hold_path + "/$open_hold/confirm", R"({"amount":"0"})", "422 amount_not_positive amount"},
    {"POST", hold_path + "/$open_hold/confirm", R"({"amount":"92233720368547758.08"})",
     "422 amount_out_of_range amount"},
    {"POST", hold_path + "/$open_hold/cancel", R"({"amount":"1"})", "422 unknown_field amount"},
    {"POST", hold_path + "/7/confirm", "", "422 uid_malformed uid"},
    {"POST", hold_path + "/$open_hold/confirm", "[", "400 json_not_an_object"},
};

const std::vector<RefusedRequest> reversals = {
    {"POST", transaction + "/$uid/reverse", R"({"uid":"$uid"})", "404 transaction_not_found uid"},
    {"POST", transaction + "/$spent/reverse", R"({"uid":"$uid"})", "402 insufficient_funds amount"},
    {"POST", transaction + "/$reversed/reverse", R"({"uid":"$uid"})", "409 already_reversed uid"},
    {"POST", transaction + "/$reversal/reverse", R"({"uid":"$uid"})", "409 not_reversible uid"},
    {"POST", transaction + "/$open_hold/reverse", R"({"uid":"$uid"})", "409 not_reversible uid"},
    {"POST", transaction + "/$deposit/reverse", R"({"uid":"$deposit"})", "409 uid_reused uid"},
    {"POST", transaction + "/$of_closed/reverse", R"({"uid":"$uid"})", "409 account_closed user_id"},
    {"POST", transaction + "/$out_of_limited/reverse", R"({"uid":"$uid"})", "422 limit_exceeded amount"},
    {"POST", transaction + "/$deposit/reverse", "", "422 field_required uid"},
    {"POST", transaction + "/7/reverse", R"({"uid":"$uid"})", "422 uid_malformed uid"},
};

const std::vector<RefusedRequest> account_changes = {
    {"PUT", "/v1/user/$rich/limit", R"({"limit":"99.99"})", "422 limit_below_balance limit"},
    {"PUT", "/v1/user/$rich/limit", R"({"limit":"-1"})", "422 limit_invalid limit"},
    {"PUT", "/v1/user/$rich/limit", R"({"limit":"100.001"})", "422 limit_invalid limit"},
    {"PUT", "/v1/user/$rich/limit", R"({"limit":"92233720368547758.08"})", "422 amount_out_of_range limit"},
    {"PUT", "/v1/user/$rich/limit", R"({"limit":"92233720368547759"})", "422 amount_out_of_range limit"},
    {"PUT", "/v1/user/$rich/limit", R"({"limit":"92233720368547758.07"})", "422 limit_invalid limit"},
    {"POST", "/v1/user", R"({"name":"Ann","limit":"92233720368547758.07"})", "422 limit_invalid limit"},
    {"POST", "/v1/user", R"({"name":"Ann","limit":"92233720368547759"})", "422 amount_out_of_range limit"},
    {"PUT", "/v1/user/$rich/limit", "{}", "422 field_required balance_limit"},
    {"PUT", "/v1/user/$rich/limit", R"({"limit":"much"})", "422 amount_malformed limit"},
    {"PUT", "/v1/user/$nobody/limit", R"({"limit":"1"})", "404 account_not_found user_id"},
    {"PUT", "/v1/user/$closed/limit", R"({"limit":"1"})", "409 account_closed user_id"},
    {"POST", "/v1/user/$nobody/freeze", "", "404 account_not_found user_id"},
    {"POST", "/v1/user/$frozen/freeze", "", "409 account_frozen user_id"},
    {"POST", "/v1/user/$closed/freeze", "", "409 account_closed user_id"},
    {"POST", "/v1/user/x/freeze", "", "422 id_malformed id"},
    {"POST", "/v1/user/$rich/freeze", R"({"reason":"fraud"})", "422 unknown_field reason"},
    {"DELETE", "/v1/user/$poor/identity", R"({"reason":"asked"})", "422 unknown_field reason"},
    {"POST", "/v1/user/$nobody/unfreeze", "", "404 account_not_found user_id"},
    {"POST", "/v1/user/$rich/unfreeze", "", "409 account_not_frozen user_id"},
    {"POST", "/v1/user/$closed/unfreeze", "", "409 account_closed user_id"},
    {"POST", "/v1/user/$nobody/close", "", "404 account_not_found user_id"},
    {"POST", "/v1/user/$rich/close", "", "409 account_not_empty user_id"},
    {"POST", "/v1/user/$closed/close", "", "409 account_closed user_id"},
    {"DELETE", "/v1/user/$nobody/identity", "", "404 account_not_found user_id"},
    {"DELETE", "/v1/user/$rich/identity", "", "409 account_not_empty user_id"},
};

/// Transactions in every state that a hold's end or a reversal can meet.
void add_transactions(ApiClient& client, Names& names) {
  const auto recorded = [&](const std::string& target, const std::string& body) {
    const auto answer = client.post(filled(target, names), filled(body, names));
    REQUIRE(answer.status() == 200);
    return answer["uid"];
  };
  const auto other = client.open();
  REQUIRE(client.deposit(other, "20").status() == 200);
  names["other"] = other;
  names["open_hold"] = recorded(hold_path, holding("$other", "10"));
  names["reversed"] = recorded(transaction, payment("DEPOSIT", "$other", "5"));
  names["reversal"] = recorded(transaction + "/$reversed/reverse", R"({"uid":"$uid"})");
  names["spent"] = recorded(transaction, payment("DEPOSIT", "$poor", "5"));
  recorded(transaction, payment("WITHDRAW", "$poor", "5"));
  names["out_of_limited"] = recorded(transaction, payment("WITHDRAW", "$limited", "50"));
  recorded(transaction, payment("DEPOSIT", "$limited", "100"));
  names["left"] = client.open();
  names["of_closed"] = recorded(transaction, payment("DEPOSIT", "$left", "5"));
  recorded(transaction, payment("WITHDRAW", "$left", "5"));
  recorded("/v1/user/$left/close", "");
}

}  // namespace

TEST_CASE("Every command is refused for its own reasons, and then nothing has changed", "[api][commands]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  AccountsOfAllKinds accounts(client);
  const auto refused = [&](const std::vector<RefusedRequest>& requests) {
    const auto before = query_value(database.owner(), "select count(*) from event");
    for (const auto& each : requests) {
      INFO(each.method << " " << each.target << " " << each.body);
      const auto answer = client.request(each.method, filled(each.target, accounts.names),
                                         filled(each.body, accounts.names), {{"Content-Type", "application/json"}});
      CHECK(answer.problem() == each.problem);
    }
    CHECK(query_value(database.owner(), "select count(*) from event") == before);
  };
  SECTION("payments") { refused(payments); }
  SECTION("transfers") { refused(transfers); }
  SECTION("the changes of accounts") { refused(account_changes); }
  SECTION("holds and reversals") {
    add_transactions(client, accounts.names);
    refused(holds);
    refused(reversals);
  }
}

}  // namespace ledger::test
