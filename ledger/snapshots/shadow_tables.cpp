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

// {0} are the tables, {1} is the suffix.
constexpr const char* create_format = R"(
do $$
declare
  source text;
  item   record;
begin
  foreach source in array array[{0}] loop
    execute format('drop table if exists %I', source || '{1}');
    execute format('create table %I (like %I including defaults including constraints including comments)',
                   source || '{1}', source);
    for item in select unnest(reloptions) as setting from pg_class where oid = source::regclass loop
      execute format('alter table %I set (%s)', source || '{1}', item.setting);
    end loop;
    for item in select grantee::regrole as role, privilege_type as privilege
                  from pg_class, aclexplode(relacl) where oid = source::regclass and grantee <> relowner loop
      execute format('grant %s on %I to %s', item.privilege, source || '{1}', item.role);
    end loop;
    for item in select relowner::regrole as role, obj_description(oid) as comment
                  from pg_class where oid = source::regclass loop
      execute format('comment on table %I is %L', source || '{1}', item.comment);
      execute format('alter table %I owner to %s', source || '{1}', item.role);
    end loop;
  end loop;
end
$$)";

constexpr const char* index_format = R"(
do $$
declare
  source text;
  item   record;
begin
  foreach source in array array[{0}] loop
    for item in select pg_get_indexdef(i.indexrelid) as definition, c.relname as name, i.indisprimary as is_primary
                  from pg_index i join pg_class c on c.oid = i.indexrelid where i.indrelid = source::regclass loop
      execute regexp_replace(item.definition, '^(CREATE (?:UNIQUE )?INDEX )\S+ ON \S+',
                             format('\1%I ON %I', item.name || '{1}', source || '{1}'));
      if item.is_primary then
        execute format('alter table %I add constraint %I primary key using index %I',
                       source || '{1}', item.name || '{1}', item.name || '{1}');
      end if;
    end loop;
  end loop;
end
$$)";

constexpr const char* exchange_format = R"(
do $$
declare
  source text;
  item   record;
begin
  foreach source in array array[{0}] loop
    execute format('lock table %I in access exclusive mode', source);
  end loop;
  foreach source in array array[{0}] loop
    execute format('drop table %I', source);
    execute format('alter table %I rename to %I', source || '{1}', source);
    for item in select c.relname as name from pg_index i join pg_class c on c.oid = i.indexrelid
                 where i.indrelid = source::regclass loop
      execute format('alter index %I rename to %I', item.name, left(item.name, -length('{1}')));
    end loop;
  end loop;
end
$$)";

constexpr const char* drop_format = R"(
do $$
declare
  source text;
begin
  foreach source in array array[{0}] loop
    execute format('drop table if exists %I', source || '{1}');
  end loop;
end
$$)";

void run(PostgresConnection& connection, const char* format, const char* tables) {
  connection.execute(fmt::format(fmt::runtime(format), tables, shadow_suffix).c_str());
}

}  // namespace

void create_shadow_tables(PostgresConnection& connection) {
  run(connection, create_format, all_tables);
  run(connection, index_format, changed_tables);
}

void add_shadow_indexes(PostgresConnection& connection) { run(connection, index_format, added_to_tables); }

void exchange_shadow_tables(PostgresConnection& connection) { run(connection, exchange_format, all_tables); }

void drop_shadow_tables(PostgresConnection& connection) { run(connection, drop_format, all_tables); }

}  // namespace ledger
