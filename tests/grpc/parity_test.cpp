// gRPC returns the same transactions, holds and pages as HTTP.
#include <set>

#include "tests/grpc/answer_fields.hpp"
#include "tests/support/api/event_source.hpp"
#include "tests/support/api/guarded_server.hpp"
#include "tests/support/grpc/watching.hpp"

namespace ledger::test {
namespace {

using Stub = v1::Ledger::Stub;

template <class Request>
Request with_comment(Request request, const std::string& comment) {
  request.set_comment(comment);
  return request;
}

/// A ledger in which something of every kind has been recorded.
class Business {
 public:
  Business() {
    send(service, &Stub::Deposit, with_comment(payment(ann, "500"), "first"));
    send(owner, &Stub::Withdraw, payment(ann, "20"));
    sent = send(owner, &Stub::Transfer, with_comment(transfer(ann, bob, "30"), "what the sender noted"));
    returned = reverse(sent);
    reverse(send(service, &Stub::Deposit, payment(ann, "1")));
    record_holds();
    record_settings();
  }

  [[nodiscard]] std::string token(const std::string& role, std::int64_t account = 0) const {
    return server.token_for(role, account == 0 ? "[]" : "[" + std::to_string(account) + "]");
  }

  const GuardedServer server;
  RpcClient service{server.api(), token("service")};
  RpcClient admin{server.api(), token("admin")};
  const std::int64_t ann = service.open("1000");
  const std::int64_t bob = service.open();
  RpcClient owner{server.api(), token("user", ann)};
  /// All of them, in their order.
  std::vector<std::string> uids;
  std::vector<std::string> holds;
  /// A transfer from Ann to Bob, and what took it back.
  std::string sent;
  std::string returned;
  /// The hold of 50.00 that was confirmed with 12.50.
  std::string confirmed;

 private:
  /// Sends the command and checks that its answer equals that of GetTransaction.
  template <class Request>
  std::string send(RpcClient& client,
                   grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, v1::TransactionResponse*),
                   const Request& request) {
    const auto answer = client.call(method, request);
    REQUIRE(problem(answer.status) == "OK");
    CHECK_FALSE(answer->transaction().has_read_position());
    v1::GetTransactionRequest find;
    find.set_uid(answer->transaction().uid());
    auto found = admin.call(&Stub::GetTransaction, find).response;
    found.clear_read_position();
    CHECK(answer->transaction().ShortDebugString() == found.ShortDebugString());
    uids.push_back(answer->transaction().uid());
    return uids.back();
  }
  std::string reverse(const std::string& uid) {
    v1::ReverseTransactionRequest request;
    request.set_uid(fresh_uid());
    request.set_reverses(uid);
    return send(admin, &Stub::ReverseTransaction, request);
  }
  std::string place(const v1::PlaceHoldRequest& request) {
    REQUIRE(problem(service.call(&Stub::PlaceHold, request).status) == "OK");
    uids.push_back(request.uid());
    holds.push_back(request.uid());
    return request.uid();
  }
  void record_holds() {
    place(with_comment(hold(ann, "5"), "still open"));
    confirmed = place(hold(ann, "50"));
    v1::ConfirmHoldRequest confirmation;
    confirmation.set_uid(confirmed);
    confirmation.set_amount("12.50");
    REQUIRE(service.call(&Stub::ConfirmHold, confirmation).ok());
    v1::CancelHoldRequest cancellation;
    cancellation.set_uid(place(hold(ann, "7")));
    REQUIRE(service.call(&Stub::CancelHold, cancellation).ok());
    confirmation.set_uid(place(hold(ann, "3")));
    confirmation.clear_amount();
    REQUIRE(service.call(&Stub::ConfirmHold, confirmation).ok());
    reverse(confirmation.uid());
  }
  void record_settings() {
    v1::ChangeLimitRequest limit;
    limit.set_account_id(ann);
    limit.set_difference("-100");
    send(admin, &Stub::ChangeLimit, limit);
    limit.set_unlimited(true);
    send(admin, &Stub::ChangeLimit, limit);
    v1::AccountCommandRequest about;
    about.set_account_id(bob);
    send(admin, &Stub::FreezeAccount, about);
    send(admin, &Stub::UnfreezeAccount, about);
    send(admin, &Stub::EraseIdentity, about);
    send(admin, &Stub::CloseAccount, about);
  }
};

/// One who asks over both.
struct Reader {
  Reader(const Business& business, const std::string& token)
      : grpc(business.server.api(), token), rest(business.server.api()), fields(bearer(token)) {}

  Answer get(const std::string& target) { return rest.get(target, fields); }
  v1::Transaction transaction(const std::string& uid) {
    v1::GetTransactionRequest request;
    request.set_uid(uid);
    const auto answer = grpc.call(&Stub::GetTransaction, request);
    REQUIRE(problem(answer.status) == "OK");
    return answer.response;
  }

  /// Returns the position at the journal's end.
  std::string end() { return grpc.call(&Stub::GetTotals, v1::GetTotalsRequest())->positions(0); }

  RpcClient grpc;
  ApiClient rest;
  HttpFields fields;
};

}  // namespace

TEST_CASE("gRPC tells of every transaction what HTTP tells", "[grpc][parity]") {
  const Business business;
  Reader admin(business, business.token("admin"));
  Reader sender(business, business.token("user", business.ann));
  Reader receiver(business, business.token("user", business.bob));
  const auto end = admin.end();
  const auto compare = [&end](Reader& reader, const std::string& uid) {
    const auto told = reader.transaction(uid);
    const auto answer = reader.get("/v1/transaction/" + uid);
    CHECK(difference(fields_of(told), rest_fields(answer.json)) == "");
    CHECK(told.read_position() == end);
    CHECK(answer.response.field("Ledger-Position") == end);
  };
  for (const auto& uid : business.uids) compare(admin, uid);
  for (auto* side : {&sender, &receiver}) {
    compare(*side, business.sent);
    compare(*side, business.returned);
  }
  CHECK(receiver.transaction(business.sent).from_account_id() == business.ann);
  CHECK_FALSE(receiver.transaction(business.sent).has_comment());
  CHECK(sender.transaction(business.sent).comment() == "what the sender noted");
}

TEST_CASE("A hold that has ended is shown with its end, as a transaction too", "[grpc][parity]") {
  const Business business;
  Reader admin(business, business.token("admin"));
  const auto told = admin.transaction(business.confirmed);
  CHECK(told.type() == "HOLD");
  CHECK(told.amount() == "50.00");
  CHECK(told.hold_status() == "confirmed");
  CHECK(told.captured_amount() == "12.50");
  CHECK(told.service_id() == "taxi");
  CHECK(told.expires().seconds() - told.recorded().seconds() >= 599);
  REQUIRE(told.legs_size() == 2);
  CHECK(told.legs(0).change() == "0.00");
  CHECK(told.legs(1).change() == "-12.50");
  CHECK(told.legs(1).position() == told.position());
  CHECK(told.state().held() == "5.00");
  v1::GetHoldRequest find;
  find.set_uid(business.confirmed);
  const auto hold = admin.grpc.call(&Stub::GetHold, find);
  CHECK(hold->version() == told.state().version());
  CHECK(hold->position() == told.position());
}

TEST_CASE("Histories, holds and accounts carry the position that the answer includes", "[grpc][parity]") {
  const Business business;
  Reader admin(business, business.token("admin"));
  const auto user = "/v1/user/" + std::to_string(business.ann);
  v1::ListTransactionsRequest history;
  history.set_account_id(business.ann);
  const auto told = admin.grpc.call(&Stub::ListTransactions, history);
  const auto answer = admin.get(user + "/transactions");
  const auto items = answer.json.member("items");
  CHECK(told->position() == answer.response.field("Ledger-Position"));
  REQUIRE(static_cast<std::size_t>(told->transactions_size()) == items.size());
  for (int index = 0; index < told->transactions_size(); ++index) {
    const auto item = rest_fields(items.at(static_cast<std::size_t>(index)));
    CHECK(difference(fields_of(told->transactions(index)), item) == "");
    CHECK_FALSE(told->transactions(index).has_captured_amount());
  }

  for (const auto& uid : business.holds) {
    v1::GetHoldRequest find;
    find.set_uid(uid);
    const auto hold = admin.grpc.call(&Stub::GetHold, find);
    const auto seen = admin.get("/v1/hold/" + uid);
    CHECK(difference(fields_of(hold.response), rest_fields(seen.json)) == "");
    CHECK(hold->read_position() == seen.response.field("Ledger-Position"));
  }
  v1::ListHoldsRequest holds;
  holds.set_account_id(business.ann);
  const auto open = admin.grpc.call(&Stub::ListHolds, holds);
  const auto listed = admin.get(user + "/holds");
  REQUIRE(open->holds_size() == 1);
  CHECK(difference(fields_of(open->holds(0)), rest_fields(listed.json.member("items").at(0))) == "");
  CHECK(open->position() == listed.response.field("Ledger-Position"));

  const auto accounts = admin.grpc.call(&Stub::ListAccounts, v1::ListAccountsRequest());
  CHECK(accounts->accounts_size() == 2);
  CHECK(accounts->position() == admin.get("/v1/users").response.field("Ledger-Position"));
  CHECK(accounts->position() == told->position());
}

TEST_CASE("Watch tells of every event what server-sent events tell, in fields of its own", "[grpc][parity][watch]") {
  const Business business;
  Reader admin(business, business.token("admin"));
  const auto end = admin.end();
  const auto count = std::stoul(end.substr(end.find(':') + 1));
  Watching watching(admin.grpc, "");
  EventSource source(business.server.api(), "?after=0:0", admin.fields);
  std::set<std::string> seen;
  for (const auto& event : watching.take(count)) {
    const auto fields = fields_of(static_cast<const google::protobuf::Message&>(event));
    CHECK(difference(fields, fields_of(Json::parse(source.next().data))) == "");
    for (const auto& [name, text] : fields) seen.insert(name);
  }
  for (const auto* name : {"to_account_id", "from_account_id", "service_id", "expires_at", "reverses", "reverses_leg",
                           "limit_difference", "details", "hash", "text_hash"}) {
    INFO(name);
    CHECK(seen.count(name) == 1);
  }
}

}  // namespace ledger::test
