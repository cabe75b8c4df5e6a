# The ledger's own three programs.

# start_service NAME LOGS: its addresses and servers are in the environment.
start_service() {
  local name=$1 log=$2/$1.log
  keep_last_log "$log"
  start_child "$name" "$log" "${tied[@]}" "$bin/$name"
}

# await_service NAME PORT: until it says that it is ready.
await_service() {
  step "waiting for $1"
  await_child "$1" 60 curl -fsS -m 2 -o /dev/null --noproxy '*' "http://127.0.0.1:$2/readyz" ||
    server_failed "$1" "${child_log[$1]}"
}

# start_services LOGS
start_services() {
  export LEDGER_HTTP_ADDRESS=127.0.0.1:$http_port
  export LEDGER_METRICS_ADDRESS=127.0.0.1:$metrics_port
  export LEDGER_AUTH=${LEDGER_AUTH:-off}
  export LEDGER_GRPC_ADDRESS=127.0.0.1:$grpc_port
  export LEDGER_PROJECTOR_STATUS_ADDRESS=127.0.0.1:$projector_port
  export LEDGER_OUTBOX_STATUS_ADDRESS=127.0.0.1:$outbox_port
  step 'starting ledger-outbox, ledger-projector and ledger-api'
  start_service ledger-outbox "$1"
  start_service ledger-projector "$1"
  start_service ledger-api "$1"
  await_service ledger-outbox "$outbox_port"
  await_service ledger-projector "$projector_port"
  await_service ledger-api "$http_port"
}
