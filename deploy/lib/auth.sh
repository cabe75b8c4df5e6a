# The ledger with auth on: its own key, and a token for each role.

# enable_auth FOLDER: makes the key that signs tokens, once, and tells the services of it.
enable_auth() {
  export LEDGER_AUTH=on LEDGER_LOGIN_KEY_FILE=$1/login-key.pem
  [[ -s $LEDGER_LOGIN_KEY_FILE ]] && return
  step 'making a key that signs tokens'
  (umask 077 && openssl genpkey -algorithm ed25519 -out "$LEDGER_LOGIN_KEY_FILE.new" 2>/dev/null) ||
    die 'openssl cannot make a key'
  mv "$LEDGER_LOGIN_KEY_FILE.new" "$LEDGER_LOGIN_KEY_FILE"
}

# make_tokens FOLDER: puts tokens that are good for a day into service_token, admin_token and user_token, and into
# user_id the account that the last one is for, which is opened at the first start.
make_tokens() {
  local answer day=86400
  service_token=$("$bin/ledger-token" --subject shop --role service --seconds $day)
  admin_token=$("$bin/ledger-token" --subject operator --role admin --seconds $day)
  [[ -s $1/demo-user ]] || cat /proc/sys/kernel/random/uuid >"$1/demo-user"
  answer=$(curl -sS -m 10 --noproxy '*' -H "Authorization: Bearer $service_token" -H 'Content-Type: application/json' \
    -H "Idempotency-Key: $(<"$1/demo-user")" "http://127.0.0.1:$http_port/v1/users" -d '{"name":"Vasya"}')
  user_id=$(grep -oE '"id": ?[0-9]+' <<<"$answer" | head -n 1 | grep -oE '[0-9]+') ||
    die "no account could be opened: $answer"
  user_token=$("$bin/ledger-token" --subject "account:$user_id" --role user --account "$user_id" --seconds $day)
}

# print_tokens FOLDER: the tokens, and what to try with them.
print_tokens() {
  local text
  text=$(<"$root/deploy/tour-auth.txt.in")
  text=${text//@HTTP_PORT@/"$http_port"}
  text=${text//@SERVICE_TOKEN@/"$service_token"}
  text=${text//@ADMIN_TOKEN@/"$admin_token"}
  text=${text//@USER_TOKEN@/"$user_token"}
  text=${text//@DATA@/"$1"}
  text=${text//@BIN@/"$bin"}
  printf '%s\n\n' "${text//@USER_ID@/"$user_id"}"
}
