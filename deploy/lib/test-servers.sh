# A PostgreSQL and a Kafka for tests: at any free ports, in a temporary folder that goes with the script.

# start_test_servers LOGS: starts both, with their logs in LOGS, and exports LEDGER_TEST_PG (conninfo of a superuser),
# LEDGER_TEST_KAFKA (bootstrap servers), LEDGER_TEST_KAFKA_PROCESS (its process id), LEDGER_TEST_KAFKA_HOME (folder with
# the script `broker`, to start more) and LEDGER_BROKER_OWNER.
start_test_servers() {
  local logs=$1
  "$root/deploy/kafka/fetch" >/dev/null
  start_test_database "$logs"
  step 'starting Kafka'
  rm -f "$logs/kafka.log"
  try_ports start_test_kafka "$logs/kafka.log" || server_failed kafka "$logs/kafka.log"
  export LEDGER_TEST_KAFKA=127.0.0.1:$kafka_port
  export LEDGER_TEST_KAFKA_PROCESS=${child_pid[kafka]}
  export LEDGER_TEST_KAFKA_HOME=$root/deploy/kafka
  export LEDGER_BROKER_OWNER=$$
}

# start_test_database LOGS: only PostgreSQL; exports LEDGER_TEST_PG.
start_test_database() {
  local logs=$1
  remove_old_work_folders
  make_work_folder
  mkdir -p "$logs"
  rm -f "$logs/postgres.log"
  find_postgres
  choose_postgres_user "$work"
  step 'starting PostgreSQL'
  create_cluster "$work/postgres" '' >>"$logs/postgres.log" 2>&1 || server_failed postgres "$logs/postgres.log"
  try_ports start_test_postgres "$logs/postgres.log" || server_failed postgres "$logs/postgres.log"
  export LEDGER_TEST_PG="host=127.0.0.1 port=$postgres_port user=postgres dbname=postgres"
  export TMPDIR=$work/tmp
}

start_test_postgres() { choose_any_port postgres_port && start_cluster "$work/postgres" "$postgres_port" "$1"; }
start_test_kafka() {
  choose_any_port kafka_port && launch_kafka "$work/kafka" "$kafka_port" "$1" && await_kafka "$work/kafka"
}

# try_ports START LOG: somebody else may take a port between our look and our use of it, so a start is tried three
# times.
try_ports() {
  local attempt name=${1#start_test_}
  for attempt in 1 2 3; do
    ! "$1" "$2" || return 0
    step "$name did not start (attempt $attempt)"
    stop_child "$name" KILL 5
  done
  return 1
}

# The folder is locked for as long as this script and its servers live.
make_work_folder() {
  work=$(mktemp -d "${TMPDIR:-/tmp}/ledger-test.XXXXXX")
  exec {work_lock}>"$work/lock"
  flock "$work_lock"
  chmod 711 "$work" # PostgreSQL may have to run as another user
  mkdir "$work/tmp"
}

# Folders of scripts that were killed: nobody holds their lock.
remove_old_work_folders() {
  local folder
  while IFS= read -r folder; do
    if flock -n "$folder/lock" true 2>/dev/null; then rm -rf "$folder"; fi
  done < <(find "${TMPDIR:-/tmp}" -maxdepth 1 -name 'ledger-test.*' -type d -user "$(id -u)" -mmin +1 2>/dev/null)
}

# Ends the brokers that a test started and left behind, then removes the folder.
remove_test_servers() {
  local pid_file
  [[ -n ${work:-} ]] || return 0
  while IFS= read -r pid_file; do
    "$root/deploy/kafka/broker" kill "${pid_file%/*}"
  done < <(find "$work/tmp" -name broker.pid 2>/dev/null)
  rm -rf "$work"
}
