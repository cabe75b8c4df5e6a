# The broker of deploy/kafka as a child of this script.

# start_kafka FOLDER PORT LOG: fails, with the reason in LOG, when it does not answer within 60 s.
start_kafka() {
  local folder=$1 port=$2 log=$3
  mkdir -p "$folder"
  rm -f "$folder/broker.pid"
  start_child kafka "$log" "$root/deploy/kafka/broker" run "$folder" "$port"
  await_child kafka 60 "$root/deploy/kafka/broker" await "$folder" "${child_pid[kafka]}"
}
