#include "tests/support/postgres/schema_mutations.hpp"

#include <fmt/format.h>

namespace ledger::test {
namespace {

constexpr const char* tables_of_ours =
    "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1";
constexpr const char* columns_of_ours =
    "select relname || ' ' || attname from pg_class join pg_attribute on attrelid = pg_class.oid"
    " where relnamespace = 'public'::regnamespace and relkind = 'r' and attnum > 0 and not attisdropped order by 1";
constexpr const char* constraints_of_ours =
    "select conrelid::regclass || ' ' || conname from pg_constraint where connamespace = 'public'::regnamespace"
    " order by 1";
constexpr const char* indexes_of_ours =
    "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'i' order by 1";
constexpr const char* triggers_of_ours =
    "select tgrelid::regclass || ' ' || tgname from pg_trigger where not tgisinternal order by 1";
constexpr const char* functions_of_ours =
    "select oid::regprocedure from pg_proc where pronamespace = 'public'::regnamespace order by 1";

/// Takes "table part" apart and puts both into the format.
std::string of_two(const char* format, const std::string& both) {
  const auto space = both.find(' ');
  return fmt::format(fmt::runtime(format), both.substr(0, space), both.substr(space + 1));
}

}  // namespace

SchemaMutations::SchemaMutations(MutatedLedger& ledger, std::uint32_t seed)
    : random_(seed),
      tables_(ledger.query(tables_of_ours)),
      columns_(ledger.query(columns_of_ours)),
      constraints_(ledger.query(constraints_of_ours)),
      indexes_(ledger.query(indexes_of_ours)),
      triggers_(ledger.query(triggers_of_ours)),
      functions_(ledger.query(functions_of_ours)) {}

std::string SchemaMutations::any() {
  switch (random_() % 8) {
    case 0:
      return of_table();
    case 1:
      return of_column();
    case 2:
    case 3:
      return of_part();
    case 4:
    case 5:
      return of_right();
    case 6:
      return of_function();
    default:
      return of_rest();
  }
}

std::string SchemaMutations::of_table() {
  static const std::vector<const char*> formats = {
      "alter table {0} set unlogged",
      "alter table {0} enable row level security",
      "alter table {0} force row level security",
      "alter table {0} add column extra integer",
      "alter table {0} add constraint more check (true)",
      "alter table {0} rename to gone",
      "alter table {0} set (fillfactor = 50)",
      "alter table {0} owner to ledger_test_service",
      "create table more () inherits ({0})",
      "create rule silence as on insert to {0} do instead nothing",
      "create unique index more on {0} ((1))",
      "create policy nobody on {0} using (false)",
      "create function quiet() returns trigger language plpgsql as 'begin return null; end';"
      " create trigger a before insert on {0} for each row execute function quiet()",
      "drop table {0} cascade",
  };
  return fmt::format(fmt::runtime(one_of(formats)), one_of(tables_));
}

std::string SchemaMutations::of_column() {
  static const std::vector<const char*> formats = {
      "if (select attnotnull from pg_attribute where attrelid = '{0}'::regclass and attname = '{1}') then"
      " alter table {0} alter {1} drop not null; else alter table {0} alter {1} set not null; end if",
      "alter table {0} drop column {1} cascade",
      "alter table {0} rename column {1} to renamed",
      "alter table {0} alter {1} type varchar(2000) using {1}::text",
      "alter table {0} alter {1} set default null",
      "grant update ({1}), references ({1}) on {0} to public",
      "grant references ({1}) on {0} to ledger_service",
  };
  // A default of nothing is no default.
  auto sql = of_two(one_of(formats), one_of(columns_));
  return sql.ends_with("set default null") ? of_column() : sql;
}

std::string SchemaMutations::of_part() {
  switch (random_() % 7) {
    case 0:
    case 1:
      return of_two("alter table {0} drop constraint {1} cascade", one_of(constraints_));
    case 2:
      return of_two("alter table {0} rename constraint {1} to renamed", one_of(constraints_));
    case 3:
      return "drop index " + one_of(indexes_);
    case 4:
      return "alter index " + one_of(indexes_) + " rename to renamed";
    case 5:
      return of_two("drop trigger {1} on {0}", one_of(triggers_));
    default: {
      const std::vector<const char*> states = {"alter table {0} disable trigger {1}",
                                               "alter table {0} enable trigger {1}",
                                               "alter table {0} enable replica trigger {1}"};
      return of_two(one_of(states), one_of(triggers_));
    }
  }
}

std::string SchemaMutations::of_right() {
  const std::vector<std::string> rights = {"INSERT", "UPDATE", "DELETE", "TRUNCATE", "TRIGGER", "REFERENCES"};
  const auto& right = one_of(rights);
  const auto& table = one_of(tables_);
  switch (random_() % 5) {
    case 0:
      return fmt::format("grant {} on {} to public", right, table);
    case 1:
      return fmt::format("grant {} on {} to ledger_test_service", right, table);
    case 2:
      return fmt::format("grant select on {} to ledger_service with grant option", table);
    default:
      return fmt::format(
          "if has_table_privilege('ledger_service', '{0}', '{1}') then revoke {1} on {0} from ledger_service; else"
          " grant {1} on {0} to ledger_service; end if",
          table, right);
  }
}

std::string SchemaMutations::of_function() {
  static const std::vector<const char*> formats = {
      "alter routine {0} security definer",
      "alter routine {0} immutable",
      "alter routine {0} strict",
      "alter routine {0} leakproof",
      "alter routine {0} parallel safe",
      "alter routine {0} set work_mem = '1MB'",
      "alter routine {0} rename to renamed",
      "alter routine {0} owner to ledger_test_service",
      "drop routine {0} cascade",
      "revoke execute on routine {0} from public",
      // Another body: it begins with a blank.
      "execute regexp_replace(pg_get_functiondef('{0}'::regprocedure), '[$](function|procedure)[$]', '\\& ')",
  };
  return fmt::format(fmt::runtime(one_of(formats)), one_of(functions_));
}

std::string SchemaMutations::of_rest() {
  static const std::vector<std::string> statements = {
      "drop view readable_event",
      "drop view seen_position",
      "create or replace view seen_position as select 'the projector' as observer, journal, position, hash from"
      " snapshot_checkpoint",
      "grant insert on readable_event to ledger_service",
      "alter view readable_event owner to ledger_test_service",
      "alter sequence account_id_sequence increment 2",
      "alter sequence account_id_sequence cycle",
      "alter sequence account_id_sequence owner to ledger_test_service",
      "grant update on sequence account_id_sequence to ledger_service",
      "revoke usage on sequence account_id_sequence from ledger_service",
      "alter role ledger_service superuser",
      "alter role ledger_service bypassrls",
      "alter role ledger_service createrole",
      "alter role ledger_service replication",
      "alter role ledger_test_service superuser",
      "alter role ledger_test_service createrole",
      "grant pg_write_all_data to ledger_service",
      "grant pg_write_all_data to ledger_test_service",
      "create role clerk; grant delete on event to clerk; grant clerk to ledger_test_service",
      "alter role ledger_service set session_replication_role = replica",
      "alter role ledger_test_service set search_path = elsewhere",
      "create schema ledger_service",
      "grant create on schema public to ledger_service",
      "grant create on schema public to public",
      "revoke usage on schema public from ledger_service",
      "execute 'grant create on database ' || current_database() || ' to ledger_service'",
      "execute 'alter database ' || current_database() || ' owner to ledger_test_service'",
      "execute 'alter database ' || current_database() || ' set session_replication_role = replica'",
      "alter table snapshot_checkpoint disable trigger all",
  };
  return one_of(statements);
}

}  // namespace ledger::test
