// A restore brings an erased identity back; giving up or recovering the erasure removes it again.
#include "outbox/recovery/recover.hpp"
#include "outbox/recovery/resume.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/journal/writer_harness.hpp"
#include "tests/support/kafka/restorable_ledger.hpp"

namespace ledger::test {

TEST_CASE("An erasure that is given up is repeated, and one that is taken back takes the identity along", "[restore]") {
  RestorableLedger ledger;
  AccountId account;
  {
    WriterHarness writer(ledger.service());
    account = writer.open("Vasya");
    writer.apply(deposit(account, "5.00"));
    writer.apply(withdraw(account, "5.00"));
  }
  ledger.publish();
  const auto backup = ledger.back_up();
  const auto common = ledger.end();
  {
    WriterHarness writer(ledger.service());
    writer.apply(EraseIdentity{{.uid = random_uid(), .actor = "test", .account = account}});
  }
  ledger.publish();
  ledger.restore(*backup);
  const auto names = "select count(*) from identity where account_id = " + std::to_string(account.value);
  REQUIRE(query_value(ledger.owner(), names) == "1");
  SECTION("given up") {
    resume(ledger.settings(), {.journal = JournalId(0), .position = Position(common), .leave_gap = {}});
    CHECK(query_value(ledger.owner(), "select count(*) from repeated_erasure") == "0");
  }
  SECTION("taken back") { recover(ledger.settings(), JournalId(0)); }
  CHECK(query_value(ledger.owner(), names) == "0");
  CHECK(ledger.fault() == "");
}

}  // namespace ledger::test
