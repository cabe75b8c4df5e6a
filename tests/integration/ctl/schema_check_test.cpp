// The schema and the rights in it are held against what the migrations make.
#include "ledger/ctl/checks/schema_check.hpp"

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "ledger/ctl/rebuild.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/journal/journal_check.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

constexpr const char* expected_file = LEDGER_SOURCE_DIR "/schemas/catalogue.txt";
constexpr const char* write_command =
    "LEDGER_WRITE_CATALOGUE=yes deploy/test -- -R 'catalogue.txt is what a freshly migrated database answers'";

PostgresConnection as_owner(const TestDatabase& database) {
  return PostgresConnection(database.owner(), {.application = "test"});
}

/// Returns the fault that is found after `sql` has run and before it is undone.
std::string fault_after(PostgresConnection& connection, const std::string& sql) {
  connection.execute("begin");
  connection.execute(("do $do$ begin " + sql + "; end $do$").c_str());
  const auto report = check_schema(connection);
  connection.execute("rollback");
  std::string text;
  for (const auto& fault : report.faults) text += fault + "\n";
  return text;
}

}  // namespace

TEST_CASE("schemas/catalogue.txt is what a freshly migrated database answers", "[schema]") {
  const TestDatabase database;
  auto connection = as_owner(database);
  const auto actual = catalogue_text(connection);
  if (std::getenv("LEDGER_WRITE_CATALOGUE") != nullptr) std::ofstream(expected_file) << actual;
  std::stringstream expected;
  expected << std::ifstream(expected_file).rdbuf();
  INFO("After a change of schemas/sql write the file anew, look at the difference and commit it:\n  " << write_command);
  CHECK(expected.str() == actual);
}

TEST_CASE("What weakens the schema or widens a right is named", "[schema][verify]") {
  const TestDatabase database;
  auto connection = as_owner(database);
  REQUIRE(check_schema(connection).faults.empty());
  struct Attack {
    const char* sql;
    const char* fault;
  };
  // In one database, as each is undone.
  const std::vector<Attack> attacks = {
      {"drop trigger event_never_changes on event", "table event, trigger event_never_changes: is missing"},
      {"alter table event disable trigger event_never_changes", "is: disabled: CREATE TRIGGER"},
      {"alter table event enable trigger event_never_changes", "is: not in replica sessions: CREATE TRIGGER"},
      {"create function quiet() returns trigger language plpgsql as 'begin return null; end';"
       " create trigger a before insert on event for each row execute function quiet()",
       "table event, trigger a: is there, and no migration made it"},
      {"create or replace function refuse_change() returns trigger language plpgsql as 'begin return null; end'",
       "function refuse_change(), definition: is"},
      {"create function position_at(integer, bigint) returns bigint language sql as 'select 0'",
       "function position_at, how many of this name: is: 2"},
      {"alter function balance_at security definer", "security definer"},
      {"alter table event drop constraint event_balance_available",
       "table event, constraint event_balance_available: is missing"},
      {"alter table event drop constraint event_balance_available;"
       " alter table event add constraint event_balance_available check (balance - held >= -1000)",
       "table event, constraint event_balance_available: is: CHECK"},
      {"alter table event drop constraint event_account_version",
       "table event, index event_account_version: is missing"},
      {"alter table snapshot_checkpoint disable trigger all",
       "check of the foreign key snapshot_checkpoint_journal_fkey: is there"},
      {"drop index open_hold_due", "table open_hold, index open_hold_due: is missing"},
      {"drop view readable_event", "view readable_event, query: is missing"},
      {"create or replace view seen_position as select 'the projector' as observer, journal, position, hash"
       " from snapshot_checkpoint",
       "view seen_position, query: is"},
      {"alter table identity alter name drop not null", "table identity, column name: is"},
      {"alter table run_row alter balance type bigint", "table run_row, column balance: is: 6 bigint"},
      {"alter table event add extra text", "table event, column extra: is there"},
      {"alter table transaction_comment set unlogged", "table transaction_comment, kind: is: unlogged"},
      {"alter table event enable row level security", "table event, kind: is"},
      {"create rule nothing as on insert to event do instead nothing", "table event, rule nothing: is there"},
      {"create table more () inherits (event)", "table event, child table more: is there"},
      {"alter sequence account_id_sequence cycle", "sequence account_id_sequence, numbers: is"},
      {"grant update on event to ledger_service", "table event, rights of ledger_service: is: INSERT, SELECT, UPD"},
      {"grant update (amount) on event to ledger_service", "table event, rights of ledger_service on column amount"},
      {"grant select on identity to public", "table identity, rights of PUBLIC: is there"},
      {"grant select on identity to ledger_service with grant option", "SELECT with grant option"},
      {"revoke insert on event from ledger_service", "table event, rights of ledger_service: is: SELECT"},
      {"create role clerk; grant delete on event to clerk", "table event, rights of clerk: is there"},
      {"grant create on schema public to public", "schema public, rights of PUBLIC: is: CREATE, USAGE"},
      {"alter role ledger_service superuser", "role ledger_service, attributes: is: superuser"},
      {"alter role ledger_service bypassrls", "role ledger_service, attributes: is: bypasses row security"},
      {"grant pg_write_all_data to ledger_service", "role ledger_service, member of pg_write_all_data: is there"},
      {"grant pg_write_all_data to ledger_test_service",
       "role ledger_service, its member ledger_test_service: is there, and no migration made it: may DELETE"},
      {"alter role ledger_test_service superuser",
       "role ledger_service, its member ledger_test_service: is there, and no migration made it: superuser"},
      {"alter table event owner to ledger_test_service", "table event, owner: is there"},
      {"alter role ledger_service set session_replication_role = replica",
       "role ledger_service, setting of ledger_service: is there"},
      {"create schema ledger_test_service", "role ledger_service, schema ledger_test_service: is there"},
      {"delete from schema_migration where name like '003%'", "table schema_migration: 003_snapshots is missing"},
      {"update schema_migration set digest = md5('') where name like '003%'",
       "table schema_migration: 003_snapshots was applied with another text"}};
  for (const auto& attack : attacks) {
    INFO(attack.sql);
    CHECK_THAT(fault_after(connection, attack.sql), Contains(attack.fault));
  }
}

TEST_CASE("What does not touch the ledger's own objects is nobody's business", "[schema][verify]") {
  const TestDatabase database;
  auto connection = as_owner(database);
  const auto* const sql = GENERATE("create table notes (text text)",
                                   "create role reader; grant select on event to reader; grant usage on schema public"
                                   " to reader",
                                   "comment on table event is 'ours'", "analyze event",
                                   "alter role ledger_service set search_path = public");
  INFO(sql);
  CHECK(fault_after(connection, sql).empty());
}

TEST_CASE("A rebuild leaves a schema in which nothing differs", "[schema][rebuild]") {
  const TestDatabase database;
  rebuild(database.owner());
  auto connection = as_owner(database);
  CHECK(check_schema(connection).faults.empty());
}

TEST_CASE("verify tells of the schema to the services' role as well", "[schema][verify]") {
  const TestDatabase database;
  auto report = verified(database);
  CHECK_FALSE(report.fault);
  CHECK(report.migrations_were_read);
  query_value(database.owner(),
              "alter table reversal disable trigger reversal_never_changes;"
              " alter table open_hold drop constraint open_hold_amount_check");
  report = verified(database);
  CHECK(report.schema_faults.size() == 2);
  REQUIRE(report.fault);
  CHECK_THAT(report.fault->what, StartsWith("table open_hold, constraint open_hold_amount_check: is missing"));

  VerifyOptions options;
  options.schema = false;
  report = verified(database, options);
  CHECK_FALSE(report.fault);
  CHECK_FALSE(report.schema_was_compared);
}

TEST_CASE("Tables that verify cannot read any more are named all the same", "[schema][verify]") {
  const TestDatabase database;
  const auto* const sql = GENERATE("alter table event rename column actor to author", "drop view seen_position",
                                   "alter table snapshot_checkpoint drop column generation", "drop table open_hold");
  INFO(sql);
  query_value(database.owner(), sql);
  const auto report = verified(database);
  REQUIRE(report.fault);
  CHECK_THAT(report.fault->what, StartsWith("tables are not what they were, and cannot be read: "));
  CHECK_FALSE(report.schema_faults.empty());
}

}  // namespace ledger::test
