// Bringing identities back: what is proven, what is refused, and what never comes back.
#include <sstream>

#include "ledger/ctl/identities.hpp"
#include "ledger/ctl/identity_line.hpp"
#include "ledger/directory/seal.hpp"
#include "ledger/domain/commands/account_status.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/journal/writer_harness.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

/// Accounts of which each line is known, and which lost their identities.
class LosingLedger {
 public:
  /// Opens an account; what an export would have of it.
  KeptIdentity open(const std::string& name, const std::string& external_id) {
    auto command = open_account(name);
    command.identity = seal_identity(name, external_id);
    const auto account = writer_.apply(command).recorded.legs.front().account;
    return {.account = account,
            .salt = command.identity.salt,
            .name = name,
            .external_id = external_id,
            .login = std::nullopt};
  }

  void lose_all() const {
    query_value(database_.owner(),
                "insert into lost_identity (account_id) select account_id from identity;"
                "delete from identity; select 1");
  }

  ImportReport import(const std::vector<std::string>& lines, Unproven unproven = Unproven::refuse) {
    std::stringstream input;
    for (const auto& line : lines) input << line << '\n';
    std::ostringstream output;
    const auto report = import_identities(database_.service(), input, unproven, output);
    messages_ = output.str();
    return report;
  }
  ImportReport import(const KeptIdentity& identity, Unproven unproven = Unproven::refuse) {
    return import(std::vector{to_json_line(identity)}, unproven);
  }

  [[nodiscard]] const std::string& messages() const { return messages_; }
  /// "Ann crm-1 1": name, outside id and state of what is lost.
  [[nodiscard]] std::string state_of(AccountId account) const {
    const auto id = std::to_string(account.value);
    return query_value(database_.owner(),
                       "select concat_ws(' ', (select name || ' ' || external_id from identity"
                       " where account_id = " +
                           id + "), (select state from lost_identity where account_id = " + id + "))");
  }
  void erase(AccountId account) {
    writer_.apply(EraseIdentity{{.uid = random_uid(), .actor = "test", .account = account}});
  }
  [[nodiscard]] const TestDatabase& database() const { return database_; }

 private:
  TestDatabase database_;
  WriterHarness writer_{database_.service()};
  std::string messages_;
};

}  // namespace

TEST_CASE("An identity comes back where the account's event proves it", "[identities]") {
  LosingLedger ledger;
  const auto ann = ledger.open("Ann", "crm-1");
  ledger.lose_all();
  CHECK(ledger.import(ann).proven == 1);
  CHECK(ledger.state_of(ann.account) == "Ann crm-1");
  CHECK(ledger.import(ann).not_missing == 1);
}

TEST_CASE("An identity that the account's event does not prove is refused", "[identities]") {
  LosingLedger ledger;
  const auto ann = ledger.open("Ann", "crm-1");
  const auto bob = ledger.open("Bob", "crm-2");
  ledger.lose_all();
  auto forged = ann;
  forged.name = "Eve";
  CHECK(ledger.import(forged, Unproven::accept).refused == 1);
  forged = ann;
  forged.salt = bob.salt;
  CHECK(ledger.import(forged, Unproven::accept).refused == 1);
  CHECK_THAT(ledger.messages(), Contains("account 1: refused: name, external_id and salt"));
  CHECK(ledger.state_of(ann.account) == "1");
  auto nobody = ann;
  nobody.account = AccountId(99);
  CHECK(ledger.import(nobody).refused == 1);
}

TEST_CASE("Without a salt an identity is taken only on demand, and stays marked", "[identities]") {
  LosingLedger ledger;
  auto ann = ledger.open("Ann", "crm-1");
  ledger.lose_all();
  const auto salt = std::exchange(ann.salt, std::nullopt);
  const auto refused = ledger.import(ann);
  CHECK(refused.refused == 1);
  CHECK(refused.still_missing == 1);
  CHECK(ledger.import(ann, Unproven::accept).unproven == 1);
  CHECK(ledger.state_of(ann.account) == "Ann crm-1 3");
  CHECK(ledger.import(ann, Unproven::accept).not_missing == 1);
  // A proof that turns up later replaces it.
  ann.salt = salt;
  CHECK(ledger.import(ann).proven == 1);
  CHECK(ledger.state_of(ann.account) == "Ann crm-1");
}

TEST_CASE("Two accounts never get the same outside id or login", "[identities]") {
  LosingLedger ledger;
  auto ann = ledger.open("Ann", "crm-1");
  auto bob = ledger.open("Bob", "crm-2");
  auto eve = ledger.open("Eve", "crm-3");
  ledger.lose_all();
  ann.salt = bob.salt = std::nullopt;
  bob.external_id = "crm-1";
  const auto report = ledger.import({to_json_line(ann), to_json_line(bob)}, Unproven::accept);
  CHECK(report.unproven == 1);
  CHECK(report.refused == 1);
  CHECK_THAT(ledger.messages(), Contains("line 2: account 2: refused: another account has its external_id"));
  bob.external_id = std::nullopt;
  bob.login = Login{.name = "ann", .password_hash = "$argon2id$x"};
  eve.login = bob.login;
  CHECK(ledger.import(bob, Unproven::accept).unproven == 1);
  CHECK(ledger.import(eve).refused == 1);
  CHECK_THAT(ledger.messages(), Contains("another account has its login"));
}

TEST_CASE("An identity that was erased never comes back", "[identities]") {
  LosingLedger ledger;
  const auto ann = ledger.open("Ann", "crm-1");
  const auto bob = ledger.open("Bob", "crm-2");
  ledger.lose_all();
  ledger.erase(ann.account);
  query_value(ledger.database().owner(),
              "insert into repeated_erasure (transaction_uid, account_id)"
              " values (gen_random_uuid(), 2) returning 1");
  CHECK(ledger.import({to_json_line(ann), to_json_line(bob)}, Unproven::accept).refused == 2);
  CHECK_THAT(ledger.messages(), Contains("account 1: refused: the identity was erased"));
  // And is missing no more.
  CHECK(ledger.state_of(ann.account).empty());
}

TEST_CASE("A line that cannot be read is reported without its content", "[identities]") {
  LosingLedger ledger;
  const auto ann = ledger.open("Ann", "crm-1");
  ledger.lose_all();
  const auto report = ledger.import(
      {"not JSON", R"({"account_id":0,"name":"Secret"})", R"({"account_id":1})",
       R"({"account_id":1,"name":"Secret","salt":"xx"})", R"({"account_id":1,"name":"Secret","login":"secret"})",
       R"({"account_id":1,"name":"Secret","login":"secret","password_hash":"plain"})", to_json_line(ann)});
  CHECK(report.refused == 6);
  CHECK(report.proven == 1);
  CHECK_THAT(ledger.messages(),
             Contains("line 4: refused: salt is not 32") && !Contains("ecret") && !Contains("plain"));
}

TEST_CASE("Identities of many accounts are exported and imported page by page", "[identities]") {
  LosingLedger ledger;
  std::vector<std::string> lines;
  for (int made = 0; made < 250; ++made) {
    lines.push_back(to_json_line(ledger.open("Name \"" + std::to_string(made), "crm-" + std::to_string(made))));
  }
  ledger.lose_all();
  const auto report = ledger.import(lines);
  CHECK(report.proven == 250);
  CHECK(report.still_missing == 0);
  std::ostringstream exported;
  CHECK(export_identities(ledger.database().service(), AccountId(1), exported) == 250);
  std::string expected;
  for (const auto& line : lines) expected += line + "\n";
  CHECK(exported.str() == expected);
}

}  // namespace ledger::test
