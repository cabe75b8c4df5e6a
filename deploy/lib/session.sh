# How deploy/run, deploy/test and deploy/bench begin and end: whatever ends the script, what it started is stopped
# first.

# Variables of the caller that would lead our programs to another server than the one meant.
forget_servers() { unset "${!PG@}" "${!DB_@}" "${!LEDGER_@}" KAFKA_BROKERS; }

# begin_session: from here on a signal stops everything and ends the script. A script whose end has more to do than
# that defines clean_up; one that was told to stop and for which this is not an error sets status_when_stopped=0.
begin_session() {
  trap 'exit "${status_when_stopped:-130}"' INT
  trap 'exit "${status_when_stopped:-143}"' TERM
  trap 'exit "${status_when_stopped:-129}"' HUP
  trap end_session EXIT
}

end_session() {
  local status=$?
  set +e # also when nobody reads what we say any more, the servers are stopped
  trap '' INT TERM HUP PIPE
  trap - EXIT
  stop_command
  stop_children
  allow_main_cluster
  allow_services
  clean_up
  exit "$status"
}

clean_up() { :; }

# watch_children: returns when a server ends by itself, with its name in died.
watch_children() {
  local pid name
  wait -n -p pid "${child_pid[@]}" 2>/dev/null || true
  for name in "${child_names[@]}"; do
    if [[ ${child_pid[$name]} == "$pid" ]]; then died=$name; fi
  done
}
