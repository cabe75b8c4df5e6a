// ledgerctl identities and ledgerctl restored, as an operator runs them.
#include "tests/support/api/api_server.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/journal/lost_identity.hpp"
#include "tests/support/ledgerctl.hpp"
#include "tests/support/postgres/test_database.hpp"
#include "tests/support/temporary_file.hpp"

namespace ledger::test {

TEST_CASE("Identities are exported, lost with a restore, and imported again", "[ledgerctl][restored]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto ann = client.open(R"(,"external_id":"crm-1","login":"Ann","password":"correct horse")");
  const auto bob = client.open();
  const auto kept = run_ledgerctl(database.service(), {"identities", "export"});
  CHECK(kept.exit_code == 0);
  CHECK_THAT(kept.output, Contains(R"("account_id":1,"salt":")") &&
                              Contains(R"("external_id":"crm-1","login":"ann","password_hash":"$argon2id$)"));
  const auto tail = run_ledgerctl(database.service(), {"identities", "export", "--since", "2"});
  CHECK_THAT(tail.output, Contains(R"({"account_id":2,)") && !Contains(R"({"account_id":1,)"));

  lose_identity(database.owner(), ann);
  lose_identity(database.owner(), bob);
  const auto list = run_ledgerctl(database.service(), {"identities", "list"});
  CHECK(list.output == "1\n2\n2 missing, 0 waived, 0 entered anew without proof\n");
  const TemporaryFile file(kept.output);
  const auto imported = run_ledgerctl(database.service(), {"identities", "import", file.path()});
  CHECK(imported.exit_code == 0);
  CHECK_THAT(imported.output,
             Contains("line 1: account 1: stored, as its event proves") &&
                 Contains("2 stored with proof, 0 without, 0 not missing, 0 refused; 0 still missing"));
  CHECK_THAT(imported.output, !Contains("crm-1"));
  CHECK(client.get("/v1/users?external_id=crm-1").json.member("items").at(0)["id"] == ann);
  const auto again = run_ledgerctl(database.service(), {"identities", "import", file.path()});
  CHECK(again.exit_code == 0);
  CHECK(again.output == "0 stored with proof, 0 without, 2 not missing, 0 refused; 0 still missing\n");
}

TEST_CASE("What no identity is there for is waived", "[ledgerctl][restored]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  for (int made = 0; made < 3; ++made) lose_identity(database.owner(), client.open());
  CHECK(run_ledgerctl(database.service(), {"identities", "waive"}).exit_code == 1);
  CHECK(run_ledgerctl(database.service(), {"identities", "waive", "--account", "2"}).output == "1 waived\n");
  CHECK(client.get("/v1/users?external_id=crm-1").problem() == "503 identities_lost");
  CHECK(run_ledgerctl(database.service(), {"identities", "waive", "--all"}).output == "2 waived\n");
  CHECK(client.get("/v1/users?external_id=crm-1").status() == 200);
}

TEST_CASE("An operator can say that a database was restored in place", "[ledgerctl][restored]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto user = client.open();
  const auto ran = run_ledgerctl(database.service(), {"restored"});
  CHECK(ran.exit_code == 0);
  CHECK_THAT(ran.output, Contains("journal_unconfirmed") && Contains("ledger-outbox"));
  CHECK(client.deposit(user, "1").problem() == "503 journal_unconfirmed");
  CHECK(client.balance(user) == "0.00");
}

}  // namespace ledger::test
