#include "ledger/snapshots/shadow_tables.hpp"

#include <fmt/format.h>

#include <string>

namespace ledger {
namespace {

// In the order in which readers lock them, so that an exchange and a reader never wait for each other.
constexpr const char* all_tables = "'account_snapshot', 'run_slot', 'run_row', 'currency_total', 'currency_total_at'";
// Those whose rows are only added get their indexes when they are full: building one sorted is faster.
constexpr const char* changed_tables = "'account_snapshot', 'currency_total'";
constexpr const char* added_to_tables = "'run_slot', 'run_row', 'currency_total_at'";

// {0} are the tables, {1} the suffix, {2} what is done with each: `source` is the live table, `shadow` the second one.
constexpr const char* loop_format = R"(
do $$
declare
  suffix constant text := '{1}';
  source text;
  shadow text;
  item   record;
begin
  foreach source in array array[{0}] loop
    shadow := source || suffix;
    {2}
  end loop;
end
$$)";

constexpr const char* create_table = R"(
    execute format('drop table if exists %I', shadow);
    execute format('create table %I (like %I including defaults including constraints including comments)',
                   shadow, source);
    for item in select unnest(reloptions) as setting from pg_class where oid = source::regclass loop
      execute format('alter table %I set (%s)', shadow, item.setting);
    end loop;
    for item in select grantee::regrole as role, privilege_type as privilege
                  from pg_class, aclexplode(relacl) where oid = source::regclass and grantee <> relowner loop
      execute format('grant %s on %I to %s', item.privilege, shadow, item.role);
    end loop;
    for item in select relowner::regrole as role, obj_description(oid) as comment
                  from pg_class where oid = source::regclass loop
      execute format('comment on table %I is %L', shadow, item.comment);
      execute format('alter table %I owner to %s', shadow, item.role);
    end loop;)";

// One that is there already was built by an earlier attempt.
constexpr const char* add_indexes = R"(
    for item in select pg_get_indexdef(i.indexrelid) as definition, c.relname || suffix as name
                  from pg_index i join pg_class c on c.oid = i.indexrelid where i.indrelid = source::regclass loop
      continue when to_regclass(quote_ident(item.name)) is not null;
      execute regexp_replace(item.definition, '^(CREATE (?:UNIQUE )?INDEX )\S+ ON \S+',
                             format('\1%I ON %I', item.name, shadow));
    end loop;)";

// Needs the table for itself, for a moment: somebody may be reading it, as pg_dump reads every table.
constexpr const char* add_keys = R"(
    for item in select c.relname || suffix as name
                  from pg_index i join pg_class c on c.oid = i.indexrelid
                 where i.indrelid = source::regclass and i.indisprimary loop
      continue when exists (select from pg_constraint where conrelid = shadow::regclass and conname = item.name);
      execute format('alter table %I add constraint %I primary key using index %I', shadow, item.name, item.name);
    end loop;)";

constexpr const char* lock_table = "execute format('lock table %I in access exclusive mode', source);";

constexpr const char* exchange_table = R"(
    execute format('drop table %I', source);
    execute format('alter table %I rename to %I', shadow, source);
    for item in select c.relname as name from pg_index i join pg_class c on c.oid = i.indexrelid
                 where i.indrelid = source::regclass loop
      execute format('alter index %I rename to %I', item.name, left(item.name, -length(suffix)));
    end loop;)";

constexpr const char* drop_table = "execute format('drop table if exists %I', shadow);";

constexpr const char* hold_off_sql =
    "lock table account_snapshot, run_slot, run_row, currency_total, currency_total_at in access share mode";

void for_each(PostgresConnection& connection, const char* tables, const char* body) {
  connection.execute(fmt::format(fmt::runtime(loop_format), tables, shadow_suffix, body).c_str());
}

}  // namespace

void create_shadow_tables(PostgresConnection& connection) {
  for_each(connection, all_tables, create_table);
  for_each(connection, changed_tables, add_indexes);
  for_each(connection, changed_tables, add_keys);
}

void add_shadow_indexes(PostgresConnection& connection) { for_each(connection, added_to_tables, add_indexes); }

void add_shadow_keys(PostgresConnection& connection) { for_each(connection, added_to_tables, add_keys); }

void swap_in_shadow_tables(PostgresConnection& connection) {
  for_each(connection, all_tables, lock_table);
  for_each(connection, all_tables, exchange_table);
}

void hold_exchanges_off(PostgresConnection& connection) { connection.execute(hold_off_sql); }

void drop_shadow_tables(PostgresConnection& connection) { for_each(connection, all_tables, drop_table); }

}  // namespace ledger
