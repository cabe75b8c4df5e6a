// Every method with every role, and with none.
#include <google/protobuf/descriptor.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "tests/support/api/token_workshop.hpp"
#include "tests/support/environment.hpp"
#include "tests/support/grpc/rpc_client.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

using Stub = v1::Ledger::Stub;
using Roles = std::set<std::string>;

/// ledger-api with auth on, and the issuer whose tokens it believes.
class BelievingServer {
 public:
  BelievingServer()
      : keys_(std::filesystem::temp_directory_path() / unique_name("keys")), server_(database_.service(), settings()) {}
  ~BelievingServer() { std::filesystem::remove(keys_); }
  BelievingServer(const BelievingServer&) = delete;
  BelievingServer& operator=(const BelievingServer&) = delete;

  /// A client with a token of this role and these accounts (JSON).
  [[nodiscard]] RpcClient client(const std::string& role, const std::string& accounts = "[]") const {
    TokenText text;
    text.roles = "[\"" + role + "\"]";
    text.accounts = accounts;
    return RpcClient(server_, make_token(text, std::chrono::system_clock::now()));
  }
  [[nodiscard]] RpcClient client_with(const std::string& token) const { return RpcClient(server_, token); }

 private:
  Process::Environment settings() {
    std::ofstream(keys_) << TokenWorkshop::get().key_set();
    std::filesystem::permissions(keys_, std::filesystem::perms::owner_read);
    return {
        {"LEDGER_AUTH", "on"}, {"LEDGER_AUTH_ISSUER", TokenText{}.issuer}, {"LEDGER_AUTH_KEYS_FILE", keys_.string()}};
  }

  TestDatabase database_;
  std::filesystem::path keys_;
  ApiServer server_;
};

/// Returns the roles that may call each method, according to the design.
const std::map<std::string, Roles>& permitted() {
  static const Roles all = {"user", "service", "admin"};
  static const Roles payers = {"user", "service"};
  static const Roles service = {"service"};
  static const Roles admin = {"admin"};
  static const std::map<std::string, Roles> table = {
      {"/ledger.v1.Ledger/OpenAccount", service},
      {"/ledger.v1.Ledger/Deposit", payers},
      {"/ledger.v1.Ledger/Withdraw", payers},
      {"/ledger.v1.Ledger/Transfer", payers},
      {"/ledger.v1.Ledger/RecordTransactions", payers},
      {"/ledger.v1.Ledger/ReverseTransaction", admin},
      {"/ledger.v1.Ledger/PlaceHold", service},
      {"/ledger.v1.Ledger/ConfirmHold", service},
      {"/ledger.v1.Ledger/CancelHold", service},
      {"/ledger.v1.Ledger/ChangeLimit", admin},
      {"/ledger.v1.Ledger/FreezeAccount", admin},
      {"/ledger.v1.Ledger/UnfreezeAccount", admin},
      {"/ledger.v1.Ledger/CloseAccount", admin},
      {"/ledger.v1.Ledger/EraseIdentity", admin},
      {"/ledger.v1.Ledger/GetAccount", all},
      {"/ledger.v1.Ledger/GetBalance", all},
      {"/ledger.v1.Ledger/GetTransaction", all},
      {"/ledger.v1.Ledger/ListTransactions", all},
      {"/ledger.v1.Ledger/ListAccounts", {"service", "admin"}},
      {"/ledger.v1.Ledger/GetHold", all},
      {"/ledger.v1.Ledger/ListHolds", all},
      {"/ledger.v1.Ledger/GetTotals", admin},
      // Without an account: the whole stream.
      {"/ledger.v1.Ledger/Watch", admin},
      {"/balance.v1.Balances/GetBalance", service},
      {"/balance.v1.Balances/ChangeLimit", service},
      {"/balance.v1.Balances/ChangeCurrent", service},
      {"/balance.v1.Balances/OpenTransaction", service},
      {"/balance.v1.Balances/ConfirmTransaction", service},
      {"/balance.v1.Balances/CancelTransaction", service},
  };
  return table;
}

/// The methods that the protocol files describe.
std::vector<std::string> methods() {
  std::vector<std::string> names;
  const auto* pool = google::protobuf::DescriptorPool::generated_pool();
  for (const auto* name : {"ledger.v1.Ledger", "balance.v1.Balances"}) {
    const auto* service = pool->FindServiceByName(name);
    REQUIRE(service != nullptr);
    for (int index = 0; index < service->method_count(); ++index) {
      names.push_back(std::string("/") + name + "/" + service->method(index)->name());
    }
  }
  return names;
}

/// The status of a call with a request that no method can carry out.
std::string outcome(const RpcClient& client, const std::string& method) {
  v1::WatchRequest nonsense;
  nonsense.set_after("x");
  const auto request = method.ends_with("/Watch") ? nonsense.SerializeAsString() : std::string();
  return name_of(client.call_raw(method, request).status.error_code());
}

}  // namespace

TEST_CASE("Every method is open to the roles that the design names, and to no others", "[grpc][auth]") {
  const BelievingServer server;
  const auto names = methods();
  CHECK(names.size() == permitted().size());
  for (const auto& method : names) {
    INFO(method);
    REQUIRE(permitted().count(method) == 1);
    CHECK(outcome(server.client_with(""), method) == "UNAUTHENTICATED");
    CHECK(outcome(server.client_with("forged"), method) == "UNAUTHENTICATED");
    CHECK(outcome(server.client("somebody-elses-role"), method) == "PERMISSION_DENIED");
    for (const auto* role : {"user", "service", "admin"}) {
      INFO(role);
      const auto answered = outcome(server.client(role), method);
      CHECK((answered == "PERMISSION_DENIED") == (permitted().at(method).count(role) == 0));
      CHECK(answered != "UNAUTHENTICATED");
    }
  }
}

TEST_CASE("To a user of gRPC the accounts of others are not there", "[grpc][auth]") {
  const BelievingServer server;
  auto service = server.client("service");
  const auto own = service.open();
  const auto foreign = service.open();
  REQUIRE(service.deposit(own, "10").ok());
  REQUIRE(service.deposit(foreign, "10").ok());
  auto user = server.client("user", "[" + std::to_string(own) + "]");
  CHECK(user.balance(own) == "10.00");
  CHECK(user.balance(foreign) == user.balance(999'999));
  CHECK(user.withdraw(own, "1").ok());
  CHECK(problem(user.withdraw(foreign, "1").status) == "NOT_FOUND account_not_found");
  CHECK(problem(user.deposit(own, "1").status) == "PERMISSION_DENIED forbidden");

  // Anyone known may be sent money; the receiver sees what came, and never the sender's balance.
  v1::TransferRequest transfer;
  transfer.set_uid(fresh_uid());
  transfer.set_account_id(own);
  transfer.set_to_account_id(foreign);
  transfer.set_amount("2");
  transfer.set_comment("what the sender noted");
  CHECK(user.call(&Stub::Transfer, transfer)->transaction().state().balance() == "7.00");
  auto receiver = server.client("user", "[" + std::to_string(foreign) + "]");
  v1::GetTransactionRequest find;
  find.set_uid(transfer.uid());
  const auto seen = receiver.call(&Stub::GetTransaction, find);
  CHECK(seen->account_id() == foreign);
  CHECK(seen->from_account_id() == own);
  CHECK(seen->state().balance() == "12.00");
  // The comment is the sender's own.
  CHECK_FALSE(seen->has_comment());
  CHECK(user.call(&Stub::GetTransaction, find)->comment() == "what the sender noted");

  const auto watched = [&user](std::int64_t account) {
    grpc::ClientContext context;
    user.prepare(context);
    v1::WatchRequest request;
    request.set_account_id(account);
    const auto reader = user.stub().Watch(&context, request);
    v1::WatchResponse response;
    const bool began = reader->Read(&response);
    if (!began) return problem(reader->Finish());
    context.TryCancel();
    return std::string("began");
  };
  CHECK(watched(own) == "began");
  CHECK(watched(foreign) == "NOT_FOUND account_not_found account_id");
}

TEST_CASE("Two tokens in one call are refused", "[grpc][auth]") {
  const BelievingServer server;
  auto client = server.client("service");
  grpc::ClientContext context;
  client.prepare(context);
  context.AddMetadata("authorization", "Bearer another");
  v1::Balance response;
  CHECK(problem(client.stub().GetBalance(&context, {}, &response)) == "UNAUTHENTICATED authorization_repeated");
}

}  // namespace ledger::test
