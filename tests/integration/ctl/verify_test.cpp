// Whoever changes history is found out, even the owner of the database.
#include "ledger/ctl/verify.hpp"
#include "ledger/directory/seal.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/journal/journal_check.hpp"
#include "tests/support/journal/snapshot_support.hpp"
#include "tests/support/journal/writer_harness.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

constexpr const char* disarm = "alter table event disable trigger event_never_changes; ";

/// Position 1 and 2 open accounts, 3 to 7 are deposits, 8 is a withdrawal.
struct VerifiedLedger {
  TestDatabase database;

  VerifiedLedger() {
    WriterHarness writer(database.service());
    const auto dollars = writer.open("Vasya");
    const auto yen = writer.open("Taro", "JPY");
    for (int index = 0; index < 4; ++index) {
      auto command = deposit(dollars, "10.50");
      command.comment = seal_comment("payment " + std::to_string(index));
      writer.apply(command);
    }
    writer.apply(deposit(yen, "1000"));
    writer.apply(withdraw(dollars, "2"));
  }

  /// Returns the position at which verify finds a fault after the owner has run `sql`.
  [[nodiscard]] std::int64_t fault_after(const std::string& sql) const {
    query_value(database.owner(), sql);
    const auto report = verified(database);
    return report.fault ? report.fault->position.value : -1;
  }
};

}  // namespace

TEST_CASE("An untouched ledger is found intact, with its sums", "[verify]") {
  const VerifiedLedger ledger;
  const auto report = verified(ledger.database);
  CHECK_FALSE(report.fault);
  CHECK(report.events == 8);
  CHECK(report.accounts == 2);
  const auto& dollars = report.sums.at("USD");
  CHECK(static_cast<std::int64_t>(dollars.deposited) == 4200);
  CHECK(static_cast<std::int64_t>(dollars.withdrawn) == 200);
  CHECK(static_cast<std::int64_t>(dollars.balances) == 4000);
  CHECK(static_cast<std::int64_t>(report.sums.at("JPY").balances) == 1000);
}

TEST_CASE("Every way of changing history is detected at the first event that is wrong", "[verify]") {
  const VerifiedLedger ledger;
  const std::string armed = disarm;
  struct Attack {
    const char* sql;
    std::int64_t position;
  };
  const auto attack = GENERATE(
      Attack{"update event set amount = amount + 1 where position = 4", 4},
      Attack{"update event set amount = amount + 1, balance = balance + 1 where position = 4", 4},
      Attack{"update event set effective_us = effective_us - 1 where position = 5", 5},
      Attack{"update event set actor = 'someone else' where position = 3", 3},
      Attack{"update event set hash = sha256(hash) where position = 6", 6},
      Attack{"update event set text_hash = '' where position = 4", 4},
      Attack{"delete from event where position = 5", 5},
      Attack{"update event set position = 100 where position = 8", 8},
      Attack{"update event set journal = 9 where position = 8", 1},
      Attack{"insert into event select (jsonb_populate_record(e, jsonb_build_object('position', 9, 'version', 7,"
             " 'transaction_uid', gen_random_uuid(), 'balance', 999999))).* from event e where position = 8",
             9},
      Attack{"update transaction_comment set comment = 'forged' where transaction_uid ="
             " (select transaction_uid from event where position = 5)",
             5},
      Attack{"update identity set name = 'Petya' where account_id = 1", 1});
  INFO(attack.sql);
  CHECK(ledger.fault_after(armed + attack.sql) == attack.position);
}

TEST_CASE("A journal whose end was cut off is detected by what others have seen", "[verify]") {
  const VerifiedLedger ledger;
  project(ledger.database.service(), 3, Position(8));
  CHECK(ledger.fault_after("select") == -1);
  CHECK(ledger.fault_after(disarm + std::string("delete from event where position > 6")) == 8);
}

TEST_CASE("A gap is not followed by silence even if the chain is forged behind it", "[verify]") {
  const VerifiedLedger ledger;
  CHECK(ledger.fault_after(disarm + std::string("delete from event where position = 2")) == 2);
}

}  // namespace ledger::test
