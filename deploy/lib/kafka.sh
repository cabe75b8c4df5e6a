# The broker of deploy/kafka as a child of this script.

# launch_kafka FOLDER PORT LOG: begins to start it; await_kafka waits for the end of that.
launch_kafka() {
  local folder=$1 port=$2 log=$3
  mkdir -p "$folder"
  chmod 700 "$folder"
  rm -f "$folder/broker.pid"
  start_child kafka "$log" "$root/deploy/kafka/broker" run "$folder" "$port"
}

# await_kafka FOLDER: fails, with the reason in the log, when the broker does not answer within 60 s.
await_kafka() { await_child kafka 60 "$root/deploy/kafka/broker" await "$1" "${child_pid[kafka]}"; }
