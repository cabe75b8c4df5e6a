# Processes that live as long as this script and no longer: stopped in order at its end, and told by the kernel to stop
# (the parent-death signal) should the script itself be killed. Each has a session of its own, so that Ctrl-C reaches
# the script only, which then stops them one after the other.

child_names=() # in the order of their start
declare -A child_pid=() child_log=()

# start_child NAME LOG COMMAND...: starts a server in the background, its output in LOG.
# The command must tie itself to this script, by tied=… below or as `kafka/broker run` does.
start_child() {
  local name=$1 log=$2
  shift 2
  setsid "$@" </dev/null >>"$log" 2>&1 &
  child_pid[$name]=$!
  child_log[$name]=$log
  child_names+=("$name")
}

# Words before a command: when this script dies, the command gets SIGTERM.
tied=(setpriv --pdeathsig TERM)

alive() { kill -0 "${child_pid[$1]}" 2>/dev/null; }

# await_child NAME SECONDS COMMAND...: waits until COMMAND succeeds; fails when the child ends or the time is over.
await_child() {
  local name=$1 deadline=$((SECONDS + $2))
  shift 2
  until "$@" >/dev/null 2>&1; do
    alive "$name" || return 1
    [[ $SECONDS -lt $deadline ]] || return 1
    sleep 0.1
  done
  # The answer may have been somebody else's, on a port that our child wanted too and did not get.
  alive "$name"
}

# stop_child NAME SIGNAL SECONDS: asks it to stop, and ends its whole group when it has not within SECONDS. Its exit
# status is in stopped_status.
stop_child() {
  local name=$1 signal=$2 deadline=$((SECONDS + $3)) pid=${child_pid[$1]:-}
  [[ -n $pid ]] || return 0
  kill -s "$signal" "$pid" 2>/dev/null || true
  while alive "$name" && [[ $SECONDS -lt $deadline ]]; do sleep 0.05; done
  if alive "$name"; then
    step "$name did not stop within $3 s: killed"
    kill -s KILL -- "-$pid" 2>/dev/null || true
  fi
  stopped_status=0
  wait "$pid" 2>/dev/null || stopped_status=$?
  unset "child_pid[$name]"
}

# stop_children: all of them, the last started first. PostgreSQL's orderly and quick stop is SIGINT.
stop_children() {
  local i name
  if [[ -n ${status_when_stopped:-} && ${#child_names[@]} -gt 0 ]]; then
    step "stopping $(tac -s ' ' <<<"${child_names[*]} " | xargs)"
  fi
  for ((i = ${#child_names[@]} - 1; i >= 0; i--)); do
    name=${child_names[i]}
    case $name in
      postgres) stop_child "$name" INT 60 ;;
      # A machine in namespaces (debian/check), which has nothing to save.
      machine) stop_child "$name" KILL 5 ;;
      *) stop_child "$name" TERM 30 ;;
    esac
  done
  child_names=()
}

# run_interruptibly COMMAND...: runs a long command that ends with this script, and lets a signal to the script be acted
# on at once (bash waits for a command in the foreground before it runs a trap).
run_interruptibly() {
  local status=0
  setsid "${tied[@]}" "$@" </dev/null &
  child_pid[command]=$!
  wait "${child_pid[command]}" || status=$?
  unset 'child_pid[command]'
  return "$status"
}

# Ends what run_interruptibly was running, with everything that it started.
stop_command() {
  local pid=${child_pid[command]:-}
  [[ -n $pid ]] || return 0
  kill -s TERM -- "-$pid" 2>/dev/null || true
  stop_child command TERM 10
  kill -s KILL -- "-$pid" 2>/dev/null || true
}
