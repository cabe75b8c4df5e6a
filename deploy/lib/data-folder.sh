# The folder where deploy/run keeps the servers' data, their logs and their passwords.

# open_data_folder FOLDER: makes it ours until this script and the servers that it starts are gone. They hold its lock
# as well: when the script of an earlier start was killed, its servers stop by themselves, and this one waits for
# them.
open_data_folder() {
  local folder=$1 owner
  mkdir -p "$folder"
  if [[ ! -e $folder/.ledger-data ]]; then
    [[ -z $(ls -A "$folder") ]] || die "$folder is neither empty nor a data folder of deploy/run"
    touch "$folder/.ledger-data"
  fi
  chmod 711 "$folder" # PostgreSQL may have to run as another user
  exec {data_lock}>>"$folder/lock"
  if ! flock -w 2 "$data_lock"; then
    owner=$(cat "$folder/run.pid" 2>/dev/null || true)
    ! grep -qs '^State:[[:space:]]*[^ZX]' "/proc/${owner:-none}/status" || die "$folder is in use by process $owner; choose another one with --data"
    step 'waiting for the servers of a start that was killed to stop'
    flock -w 90 "$data_lock" || die "something still uses $folder: see fuser $folder/lock"
  fi
  echo $$ >"$folder/run.pid"
  mkdir -p "$folder/logs"
  chmod 700 "$folder/logs"
}

# empty_data_folder FOLDER: forgets all data, and nothing that is not ours.
empty_data_folder() {
  rm -rf "$1/postgres" "$1/postgres.new" "$1/kafka" "$1/superuser.password" "$1/service.password" "$1/environment" \
    "$1/environment-owner"
}

# keep_last_log LOG: the log of the start before this one stays as LOG.1.
keep_last_log() { if [[ -e $1 ]]; then mv "$1" "$1.1"; fi; }

# password VARIABLE FILE: puts the password in the file into VARIABLE; makes both up at the first start.
password() {
  [[ -s $2 ]] || (umask 077 && head -c 24 /dev/urandom | base64 | tr -d '+/=\n' >"$2")
  printf -v "$1" '%s' "$(<"$2")"
}
