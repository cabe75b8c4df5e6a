# The ledger's database in the private cluster: made, migrated, and a login for the services.

# sql USER PASSWORD DATABASE [PSQL_ARGUMENTS...]: runs the SQL on standard input.
sql() {
  local user=$1 password=$2 database=$3
  shift 3
  PGPASSWORD=$password PGCONNECT_TIMEOUT=10 psql -X -q -v ON_ERROR_STOP=1 \
    -h "$DB_HOST" -p "$DB_PORT" -U "$user" -d "$database" "$@" >/dev/null
}

# The database, and the role that the services log in as.
create_database() {
  sql postgres "$superuser_password" postgres <<END
select 'create database ledger' where not exists (select from pg_database where datname = 'ledger') \gexec
select 'create role ledger login' where not exists (select from pg_roles where rolname = 'ledger') \gexec
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
  export DB_HOST=127.0.0.1 DB_PORT=$postgres_port DB_NAME=ledger DB_USER=ledger DB_PASSWORD
  export -n DB_OWNER_USER=postgres DB_OWNER_PASSWORD=$superuser_password
  create_database
}

# migrate_database LOG: as the owner of the schema: the private cluster's superuser, or DB_OWNER_USER, or else
# DB_USER. The migrations make the role ledger_service, which may only add and read events; the services' login
# becomes a member of it.
migrate_database() {
  local log=$1 owner=${DB_OWNER_USER:-$DB_USER} owner_password=${DB_OWNER_PASSWORD:-${DB_PASSWORD:-}}
  keep_last_log "$log"
  step 'migrating the database'
  DB_USER=$owner DB_PASSWORD=$owner_password run_interruptibly "$bin/ledgerctl" migrate >"$log" 2>&1 ||
    server_failed 'ledgerctl migrate' "$log"
  [[ $owner != "$DB_USER" ]] || return 0
  sql "$owner" "$owner_password" "$DB_NAME" -v login="$DB_USER" >>"$log" 2>&1 <<<'grant ledger_service to :"login";' ||
    server_failed "making $DB_USER a member of ledger_service" "$log"
}
