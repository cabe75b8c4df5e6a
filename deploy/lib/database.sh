# The ledger's database in the private cluster: made, migrated, and a login for the services.

# as_superuser DATABASE: runs the SQL on standard input.
as_superuser() {
  PGPASSWORD=$superuser_password psql -X -q -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$postgres_port" -U postgres -d "$1" >/dev/null
}

create_database() {
  as_superuser postgres <<'END'
select 'create database ledger' where not exists (select from pg_database where datname = 'ledger') \gexec
END
}

# The migrations made the role ledger_service, which may only add and read events. The services log in as a member of it.
create_service_login() {
  as_superuser ledger <<END
select 'create role ledger login in role ledger_service' where not exists (select from pg_roles where rolname = 'ledger') \gexec
alter role ledger password '$DB_PASSWORD';
END
}

# start_private_database FOLDER: the cluster, the database and DB_HOST and so on for the services.
start_private_database() {
  local data=$1 log=$1/logs/postgres.log
  find_postgres
  choose_postgres_user "$data"
  keep_last_log "$log"
  password superuser_password "$data/superuser.password"
  password DB_PASSWORD "$data/service.password"
  if [[ ${#as_postgres[@]} -gt 0 ]]; then chown postgres "$data/superuser.password"; fi
  if [[ ! -e $data/postgres ]]; then step 'making a private PostgreSQL cluster'; fi
  create_cluster "$data/postgres" "$data/superuser.password" >>"$log" 2>&1 || server_failed PostgreSQL "$log"
  step "starting PostgreSQL on port $postgres_port"
  start_cluster "$data/postgres" "$postgres_port" "$log" || server_failed PostgreSQL "$log"
  create_database
  export DB_HOST=127.0.0.1 DB_PORT=$postgres_port DB_NAME=ledger DB_USER=ledger DB_PASSWORD
}

# migrate_database LOG: as the owner of the schema, which is the private cluster's superuser or DB_OWNER_USER.
migrate_database() {
  local log=$1 owner=${DB_OWNER_USER:-${DB_USER:-}} owner_password=${DB_OWNER_PASSWORD:-${DB_PASSWORD:-}}
  keep_last_log "$log"
  if [[ -n ${superuser_password:-} ]]; then owner=postgres owner_password=$superuser_password; fi
  step 'migrating the database'
  DB_USER=$owner DB_PASSWORD=$owner_password run_interruptibly "$bin/ledgerctl" migrate >"$log" 2>&1 ||
    server_failed 'ledgerctl migrate' "$log"
  [[ -z ${superuser_password:-} ]] || create_service_login
}
