# A private PostgreSQL cluster: made once, listening on 127.0.0.1 only, stopped with the script that started it.

# Where the server's programs are: Debian keeps them out of PATH.
find_postgres() {
  local major
  for major in 15 16 17; do
    postgres_bin=/usr/lib/postgresql/$major/bin
    [[ ! -x $postgres_bin/postgres ]] || return 0
  done
  die 'PostgreSQL is not installed, or older than 15'
}

# reachable FOLDER COMMAND...: whether COMMAND, words that change the user, can pass to the folder. (Not asked by
# `test`, because access(2) leaves capabilities out.)
reachable() {
  local folder=$1
  shift
  "$@" stat "$folder/." >/dev/null 2>&1
}

# choose_postgres_user FOLDER: fills as_postgres with the words that run a command as the cluster's owner: the caller,
# or the user `postgres` where root calls, because the server refuses root. A checkout below /root is closed to that
# user; the server is then given the one capability that lets it pass.
choose_postgres_user() {
  as_postgres=()
  [[ $EUID -eq 0 ]] || return 0
  getent passwd postgres >/dev/null ||
    die 'PostgreSQL refuses to run as root, and there is no user "postgres" to run it as'
  local user=(setpriv --reuid postgres --regid postgres --init-groups) capability
  as_postgres=("${user[@]}")
  ! reachable "$1" "${as_postgres[@]}" || return 0
  for capability in dac_read_search dac_override; do
    as_postgres=("${user[@]}" --inh-caps "+$capability" --ambient-caps "+$capability")
    ! reachable "$1" "${as_postgres[@]}" || return 0
  done
  die "the user \"postgres\" cannot reach $1: choose a data folder elsewhere, or do not run as root"
}

# create_cluster FOLDER PASSWORD_FILE: makes the cluster unless it is there. Its superuser is `postgres`, with the
# password in the file, or with none (for tests) when the name is empty. A half-made cluster never gets the final
# name.
create_cluster() {
  local folder=$1 password_file=$2 authentication=(--auth trust)
  [[ ! -e $folder/PG_VERSION ]] || return 0
  if [[ -n $password_file ]]; then authentication=(--auth scram-sha-256 --pwfile "$password_file"); fi
  rm -rf "$folder" "$folder.new"
  mkdir -m 700 "$folder.new"
  if [[ ${#as_postgres[@]} -gt 0 ]]; then chown postgres:postgres "$folder.new"; fi
  (cd / && "${as_postgres[@]}" "$postgres_bin/initdb" -D "$folder.new" --username postgres \
    --encoding UTF8 --locale C.UTF-8 --data-checksums --no-instructions "${authentication[@]}") || return 1
  postgres_settings | "${as_postgres[@]}" tee -a "$folder.new/postgresql.conf" >/dev/null
  mv "$folder.new" "$folder"
}

postgres_settings() {
  cat <<'END'

# --- set by deploy/lib/postgres.sh
listen_addresses = '127.0.0.1'
unix_socket_directories = ''    # a deep checkout exceeds the 107 bytes that a socket's path may have
max_connections = 400
shared_buffers = 512MB
wal_buffers = 64MB
min_wal_size = 2GB
max_wal_size = 4GB
checkpoint_timeout = 15min
effective_io_concurrency = 100
random_page_cost = 1.1
jit = off                       # every query is short
fsync = on
synchronous_commit = on
password_encryption = scram-sha-256
log_line_prefix = '%m [%p] %q%u@%d '
END
}

# A server left behind by a script that was killed is stopping already: wait for it. A postmaster.pid whose process is
# gone, or whose number went to another process, is removed (the server itself mistakes the latter for a rival).
clear_stale_server() {
  local folder=$1 pid deadline=$((SECONDS + 60))
  [[ -e $folder/postmaster.pid ]] || return 0
  pid=$(head -n 1 "$folder/postmaster.pid")
  while [[ $(readlink "/proc/$pid/cwd") == "$(realpath "$folder")" ]]; do
    kill -s INT "$pid" 2>/dev/null || true
    [[ $SECONDS -lt $deadline ]] || die "PostgreSQL (process $pid) still runs in $folder and does not stop"
    sleep 0.2
  done
  rm -f "$folder/postmaster.pid"
}

# start_cluster FOLDER PORT LOG: fails, with the reason in LOG, when the server does not accept connections within 60 s.
start_cluster() {
  local folder=$1 port=$2 log=$3 major
  major=$(cat "$folder/PG_VERSION")
  [[ $("$postgres_bin/postgres" --version) == *" $major."* ]] ||
    die "$folder was made by PostgreSQL $major, which is not the one in $postgres_bin"
  clear_stale_server "$folder"
  start_child postgres "$log" "${as_postgres[@]}" setpriv --pdeathsig INT \
    "$postgres_bin/postgres" -D "$folder" -p "$port"
  await_child postgres 60 "$postgres_bin/pg_isready" -q -h 127.0.0.1 -p "$port" -t 1
}
