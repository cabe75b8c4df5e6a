// The rules that always hold, attacked in SQL: as the role that the services have, and as the owner of the schema.
#include "tests/support/catch.hpp"
#include "tests/support/journal/writer_harness.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

constexpr const char* insufficient_privilege = "42501";
constexpr const char* restrict_violation = "23001";
constexpr const char* check_violation = "23514";
constexpr const char* unique_violation = "23505";

/// The SQLSTATE that the statement fails with; empty if it succeeds.
std::string sqlstate_of(const DatabaseSettings& settings, const std::string& sql) {
  try {
    query_value(settings, sql);
  } catch (const std::exception& error) {
    return ledger::sqlstate_of(error);
  }
  return "";
}

/// Inserts a copy of the journal's last event, as the next one, with some columns set otherwise.
std::string insert_next(const std::string& changed_columns) {
  return "insert into event select (jsonb_populate_record(e, jsonb_build_object("
         "'position', position + 1, 'version', version + 1, 'transaction_uid', gen_random_uuid()) || "
         "jsonb_build_object(" +
         changed_columns + "))).* from event e order by position desc limit 1";
}

struct IntactLedger {
  TestDatabase database;
  DatabaseSettings service = database.service();
  DatabaseSettings owner = database.owner();

  IntactLedger() {
    WriterHarness writer(service);
    const auto account = writer.open();
    writer.apply(deposit(account, "100"));
    writer.apply(withdraw(account, "30"));
  }
};

}  // namespace

TEST_CASE("The services' role can only add events and read them", "[rules]") {
  const IntactLedger ledger;
  for (const auto* attack :
       {"update event set amount = 0", "delete from event", "truncate event", "alter table event disable trigger all",
        "drop table event", "drop trigger event_never_changes on event", "delete from journal",
        "create table mine (a int)", "alter sequence account_id_sequence restart"}) {
    INFO(attack);
    CHECK(sqlstate_of(ledger.service, attack) == insufficient_privilege);
  }
  // It may lock the journal, for which PostgreSQL asks the right to update; the update itself is refused.
  CHECK(sqlstate_of(ledger.service, "update journal set journal = 7") == restrict_violation);
  CHECK(sqlstate_of(ledger.service, "select from journal for update").empty());
}

TEST_CASE("The owner, too, cannot change or remove events", "[rules]") {
  const IntactLedger ledger;
  for (const auto* attack :
       {"update event set amount = 0", "update event set amount = 0 where false", "delete from event", "truncate event",
        "truncate event, journal cascade", "delete from journal", "update journal set genesis_hash = genesis_hash"}) {
    INFO(attack);
    CHECK(sqlstate_of(ledger.owner, attack) == restrict_violation);
    CHECK(sqlstate_of(ledger.owner, std::string("set local session_replication_role = replica; ") + attack) ==
          restrict_violation);
  }
  CHECK(query_value(ledger.owner, "select count(*) from event") == "3");
}

TEST_CASE("The database refuses a state that must never be", "[rules]") {
  const IntactLedger ledger;
  for (const auto* columns : {"'balance', -1", "'held', 7001", "'held', -1", "'balance_limit', 6999", "'amount', -1",
                              "'hash', '\\x00'::bytea", "'leg', 3", "'status', 0", "'currency', 'USDT'", "'actor', ''",
                              "'type', 1", "'version', 0", "'position', 0"}) {
    INFO(columns);
    CHECK(sqlstate_of(ledger.service, insert_next(columns)) == check_violation);
    CHECK(sqlstate_of(ledger.owner, insert_next(columns)) == check_violation);
  }
  const auto big_details = "'details', repeat('x', 2049)";
  CHECK(sqlstate_of(ledger.service, insert_next(big_details)) == check_violation);
}

TEST_CASE("Positions, versions and transactions cannot be taken twice", "[rules]") {
  const IntactLedger ledger;
  for (const auto* columns : {"'position', position", "'version', version", "'transaction_uid', transaction_uid"}) {
    INFO(columns);
    CHECK(sqlstate_of(ledger.service, insert_next(columns)) == unique_violation);
  }
  // The control: without an attack the same statement passes.
  CHECK(sqlstate_of(ledger.service, insert_next("'amount', 1")).empty());
}

}  // namespace ledger::test
