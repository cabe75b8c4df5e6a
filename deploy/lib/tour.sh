# What deploy/run says once everything is ready.

print_addresses() {
  local data=$1
  printf '\n'
  printf '  %-17s %s\n' \
    ledger-api "http://127.0.0.1:$http_port" \
    '' "http://127.0.0.1:$metrics_port/metrics" \
    '' "127.0.0.1:$grpc_port (gRPC)" \
    ledger-projector "http://127.0.0.1:$projector_port/metrics" \
    ledger-outbox "http://127.0.0.1:$outbox_port/metrics" \
    Kafka "$KAFKA_BROKERS" \
    PostgreSQL "$DB_HOST:$DB_PORT, database $DB_NAME, user $DB_USER (. $data/environment)" \
    logs "$data/logs"
  printf '\n'
}

print_tour() {
  local data=$1 text
  text=$(<"$root/deploy/tour.txt.in")
  text=${text//@HTTP_PORT@/"$http_port"}
  text=${text//@KAFKA_BROKERS@/"$KAFKA_BROKERS"}
  printf '%s\n\n' "${text//@DATA@/"$data"}"
}

database_variables=(DB_HOST DB_PORT DB_NAME DB_USER DB_PASSWORD)
kafka_variables=(KAFKA_BROKERS)
service_variables=(LEDGER_AUTH LEDGER_LOGIN_KEY_FILE LEDGER_HTTP_ADDRESS LEDGER_GRPC_ADDRESS LEDGER_METRICS_ADDRESS
  LEDGER_PROJECTOR_STATUS_ADDRESS LEDGER_OUTBOX_STATUS_ADDRESS)

# forget_environment: in a shell that has read an `environment` of ours, what that says of private servers is not a wish
# for servers of the user's own.
forget_environment() {
  [[ -n ${DEPLOY_RUN_PRIVATE_SERVERS:-} ]] || return 0
  if [[ $DEPLOY_RUN_PRIVATE_SERVERS == *database* ]]; then unset "${database_variables[@]}"; fi
  if [[ $DEPLOY_RUN_PRIVATE_SERVERS == *kafka* ]]; then unset "${kafka_variables[@]}"; fi
  unset "${service_variables[@]}" DEPLOY_RUN_PRIVATE_SERVERS
}

# write_environment FOLDER: what a shell needs to run the programs with the services' servers, and to find the services:
# environment; the same as the database's owner, who may be another: environment-owner.
write_environment() {
  rm -f "$1/environment" "$1/environment-owner"
  (
    umask 077
    print_environment >"$1/environment"
    DB_USER=${DB_OWNER_USER:-$DB_USER} DB_PASSWORD=${DB_OWNER_PASSWORD:-${DB_PASSWORD:-}} \
      print_environment >"$1/environment-owner"
  )
}

print_environment() {
  local variable
  for variable in "${database_variables[@]}" "${kafka_variables[@]}" "${service_variables[@]}" DEPLOY_RUN_PRIVATE_SERVERS; do
    [[ -z ${!variable:-} ]] || printf 'export %s=%q\n' "$variable" "${!variable}"
  done
  printf 'PATH=%q:$PATH\n' "$bin"
}
