// Each mistake of a client gets a problem that names the field.
#include "tests/support/api/api_server.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

struct Case {
  std::string body;
  std::string problem;
};

void replace_mark(std::string& body, const std::string& mark, const std::string& text) {
  const auto at = body.find(mark);
  if (at != std::string::npos) body.replace(at, mark.size(), text);
}

/// A case's body with what stands for longer texts filled in: an account's id, a fresh uid, 1025 and 257 bytes.
std::string filled(std::string body, const std::string& user) {
  replace_mark(body, "$user", user);
  replace_mark(body, "$uid", fresh_uid());
  replace_mark(body, "$1025", std::string(1025, 'x'));
  replace_mark(body, "$257", std::string(257, 'x'));
  return body;
}

/// Requests for a transaction on an account with a limit of 1000 and no money.
const std::vector<Case> transaction_cases = {
    {R"({"type":"DEPOSIT","amount":"1","user_id":$user})", "422 field_required uid"},
    {R"({"uid":null,"type":"DEPOSIT","amount":"1","user_id":$user})", "422 field_required uid"},
    {R"({"uid":"$uid","amount":"1","user_id":$user})", "422 field_required type"},
    {R"({"uid":"$uid","type":"DEPOSIT","user_id":$user})", "422 field_required amount"},
    {R"({"uid":"$uid","type":"DEPOSIT","amount":"1"})", "422 field_required user_id"},
    {R"({"uid":"7","type":"DEPOSIT","amount":"1","user_id":$user})", "422 uid_malformed uid"},
    {R"({"uid":"0190163d-8694-839b-aea5-966c26f8ad91","type":"DEPOSIT","amount":"1","user_id":$user})",
     "422 uid_reserved uid"},
    {R"({"uid":7,"type":"DEPOSIT","amount":"1","user_id":$user})", "422 field_type uid"},
    {R"({"uid":"00000000-0000-0000-0000-000000000000","type":"DEPOSIT","amount":"1","user_id":$user})",
     "422 uid_malformed uid"},
    {R"({"uid":"$uid","type":"GIFT","amount":"1","user_id":$user})", "422 type_unknown type"},
    {R"({"uid":"$uid","type":"deposit","amount":"1","user_id":$user})", "422 type_unknown type"},
    {R"({"uid":"$uid","type":"DEPOSIT","amount":"1e2","user_id":$user})", "422 amount_malformed amount"},
    {R"({"uid":"$uid","type":"DEPOSIT","amount":1e2,"user_id":$user})", "422 amount_malformed amount"},
    {R"({"uid":"$uid","type":"DEPOSIT","amount":0.00000000001e-2147483639,"user_id":$user})",
     "422 amount_malformed amount"},
    {R"({"uid":"$uid","type":"DEPOSIT","amount":1e999,"user_id":$user})", "400 json_number_too_large amount"},
    {R"({"uid":"$uid","type":"DEPOSIT","amount":"1,00","user_id":$user})", "422 amount_malformed amount"},
    {R"({"uid":"$uid","type":"DEPOSIT","amount":"","user_id":$user})", "422 amount_malformed amount"},
    {R"({"uid":"$uid","type":"DEPOSIT","amount":true,"user_id":$user})", "422 field_type amount"},
    {R"({"uid":"$uid","type":"DEPOSIT","amount":[1],"user_id":$user})", "422 field_type amount"},
    {R"({"uid":"$uid","type":"DEPOSIT","amount":"0.00","user_id":$user})", "422 amount_not_positive amount"},
    {R"({"uid":"$uid","type":"DEPOSIT","amount":-1,"user_id":$user})", "422 amount_not_positive amount"},
    {R"({"uid":"$uid","type":"DEPOSIT","amount":"1.001","user_id":$user})", "422 amount_too_precise amount"},
    {R"({"uid":"$uid","type":"DEPOSIT","amount":"9223372036854775808","user_id":$user})",
     "422 amount_out_of_range amount"},
    {R"({"uid":"$uid","type":"DEPOSIT","amount":"9223372036854775807","user_id":$user})",
     "422 amount_out_of_range amount"},
    {R"({"uid":"$uid","type":"DEPOSIT","amount":"1000.01","user_id":$user})", "422 limit_exceeded amount"},
    {R"({"uid":"$uid","type":"WITHDRAW","amount":"0.01","user_id":$user})", "402 insufficient_funds amount"},
    {R"({"uid":"$uid","type":"DEPOSIT","amount":"1","user_id":999999})", "404 account_not_found user_id"},
    {R"({"uid":"$uid","type":"DEPOSIT","amount":"1","user_id":0})", "422 id_malformed user_id"},
    {R"({"uid":"$uid","type":"DEPOSIT","amount":"1","user_id":$user,"timestamp":"1970-01-01T00:00:00+05:00"})",
     "422 timestamp_malformed timestamp"},
    {R"({"uid":"$uid","type":"DEPOSIT","amount":"1","user_id":1.5})", "422 id_malformed user_id"},
    {R"({"uid":"$uid","type":"DEPOSIT","amount":"1","user_id":"ann"})", "422 id_malformed user_id"},
    {R"({"uid":"$uid","type":"DEPOSIT","amount":"1","user_id":99999999999999999999})", "422 id_malformed user_id"},
    {R"({"uid":"$uid","type":"DEPOSIT","amount":"1","user_id":$user,"currency":"EUR"})",
     "422 currency_mismatch currency"},
    {R"({"uid":"$uid","type":"DEPOSIT","amount":"1","user_id":$user,"currency":"XYZ"})",
     "422 currency_unknown currency"},
    {R"({"uid":"$uid","type":"DEPOSIT","amount":"1","user_id":$user,"timestamp":"soon"})",
     "422 timestamp_malformed timestamp"},
    {R"({"uid":"$uid","type":"DEPOSIT","amount":"1","user_id":$user,"timestamp":"2999-01-01"})",
     "422 timestamp_in_future timestamp"},
    {R"({"uid":"$uid","type":"DEPOSIT","amount":"1","user_id":$user,"comment":""})", "422 text_length comment"},
    {R"({"uid":"$uid","type":"DEPOSIT","amount":"1","user_id":$user,"comment":"a\u0000b"})", "422 text_nul comment"},
    {R"({"uid":"$uid","type":"DEPOSIT","amount":"1","user_id":$user,"comment":"$1025"})", "422 text_length comment"},
    {R"({"uid":"$uid","type":"DEPOSIT","amount":"1","user_id":$user,"colour":"red"})", "422 unknown_field colour"},
    {R"({"uid":"$uid","type":"DEPOSIT","amount":"1","amount":"2","user_id":$user})", "400 json_duplicate_member"},
    {R"({"uid":"$uid","type":"DEPOSIT","amount":"1","user_id":$user,"comment":"\ud800"})", "400 json_malformed"},
    {R"({"uid":"$uid","type":"DEPOSIT","amount":"1","user_id":$user,"comment":"\udc00"})", "400 json_malformed"},
    {"[]", "400 json_not_an_object"},
    {"7", "400 json_not_an_object"},
    {"{", "400 json_malformed"},
    {"{} {}", "400 json_malformed"},
    {"", "400 json_malformed"},
};

}  // namespace

TEST_CASE("A transaction's problem names the field that is wrong", "[api][problem]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto user = client.open(R"(,"limit":"1000")");
  for (const auto& each : transaction_cases) {
    INFO(each.body.substr(0, 200));
    CHECK(client.post("/v1/transaction", filled(each.body, user), {{"Content-Type", "application/json"}}).problem() ==
          each.problem);
  }
  CHECK(client.balance(user) == "0.00");
}

TEST_CASE("Where several fields are wrong, all are listed", "[api][problem]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto answer = client.post("/v1/transaction", R"({"uid":"x","type":"GIFT","amount":"1..0","hue":1})");
  CHECK(answer.problem() == "422 uid_malformed uid");
  const auto errors = answer.json.member("errors");
  std::vector<std::string> fields;
  for (std::size_t index = 0; index < errors.size(); ++index) fields.push_back(errors.at(index)["field"]);
  CHECK(fields == std::vector<std::string>{"uid", "type", "amount", "user_id", "hue"});
}

TEST_CASE("An account's problem names the field that is wrong", "[api][problem]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  REQUIRE(client.post("/v1/user", R"({"name":"Ann","external_id":"taken"})").status() == 201);
  const std::vector<Case> cases = {
      {"{}", "422 field_required name"},
      {R"({"name":""})", "422 text_length name"},
      {R"({"name":7})", "422 field_type name"},
      {R"({"name":"$257"})", "422 text_length name"},
      {R"({"name":"A\u0000"})", "422 text_nul name"},
      {R"({"name":"A","currency":"usd"})", "422 currency_unknown currency"},
      {R"({"name":"A","limit":"-1"})", "422 limit_invalid limit"},
      {R"({"name":"A","limit":"1.001"})", "422 limit_invalid limit"},
      {R"({"name":"A","limit":"much"})", "422 amount_malformed limit"},
      {R"({"name":"A","external_id":"taken"})", "409 external_id_taken external_id"},
      {R"({"name":"A","balance":"100"})", "422 unknown_field balance"},
  };
  for (const auto& each : cases) {
    INFO(each.body.substr(0, 200));
    CHECK(client.post("/v1/user", filled(each.body, "")).problem() == each.problem);
  }
  for (const auto* id : {"0", "-1", "x", "1.0", "99999999999999999999", "%31"}) {
    INFO(id);
    CHECK(client.get(std::string("/v1/user/") + id).problem() == "422 id_malformed id");
    CHECK(client.get(std::string("/v1/user/") + id + "/balance").problem() == "422 id_malformed id");
  }
  CHECK(client.get("/v1/user/999999").problem() == "404 account_not_found id");
  CHECK(client.get("/v1/user/1?when=now").problem() == "422 unknown_parameter");
  CHECK(client.get("/v1/transaction/7").problem() == "422 uid_malformed uid");
  CHECK(client.get("/v1/transaction/" + fresh_uid()).problem() == "404 transaction_not_found uid");
}

TEST_CASE("An account has the currency, limit and name it was opened with", "[api]") {
  const TestDatabase database;
  const ApiServer server(database.service(), {{"LEDGER_DEFAULT_CURRENCY", "KWD"}});
  ApiClient client(server);
  const auto opened =
      client.post("/v1/user", R"({"name":"Zoë \"Z\" O’Neil","external_id":"crm/4711","currency":"JPY","limit":5000})");
  REQUIRE(opened.status() == 201);
  CHECK(opened["limit"] == "5000");
  CHECK(opened["balance"] == "0");
  CHECK(client.deposit(opened["id"], "0.5").problem() == "422 amount_too_precise amount");
  CHECK(client.deposit(opened["id"], "5000")["available"] == "5000");

  const auto read = client.get("/v1/user/" + opened["id"]);
  CHECK(read["name"] == "Zoë \"Z\" O’Neil");
  CHECK(read["external_id"] == "crm/4711");
  CHECK(read["currency"] == "JPY");
  CHECK(read["version"] == "2");
  CHECK(read["created_at"] == opened["created_at"]);

  const auto plain = client.post("/v1/user", R"({"name":"Ann"})");
  CHECK(plain["currency"] == "KWD");
  CHECK(plain["limit"] == "null");
  CHECK(plain["external_id"] == "null");
  CHECK(client.deposit(plain["id"], "1.5")["amount"] == "1.500");
}

}  // namespace ledger::test
