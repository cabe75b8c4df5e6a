# Bearer tokens for a ledger that is tried out: an issuer with one secret key of its own (HS256).

base64url() { base64 -w 0 | tr '+/' '-_' | tr -d '='; }

# make_key_set FILE: the issuer's key, made up, as a JWK Set that only we can read.
make_key_set() {
  (umask 077 && printf '{"keys":[{"kty":"oct","kid":"local","alg":"HS256","use":"sig","k":"%s"}]}\n' \
    "$(head -c 32 /dev/urandom | base64url)" >"$1")
}

# make_token FILE ISSUER ROLE: prints a token with that role, good for an hour, signed with the key in FILE.
make_token() {
  local file=$1 issuer=$2 role=$3 now secret text
  printf -v now '%(%s)T' -1
  secret=$(sed 's/.*"k":"\([^"]*\)".*/\1/' "$file" | tr -- '-_' '+/')
  text=$(printf '{"alg":"HS256","typ":"JWT","kid":"local"}' | base64url)
  text+=.$(printf '{"iss":"%s","aud":"ledger","sub":"local-%s","roles":["%s"],"iat":%d,"exp":%d}' \
    "$issuer" "$role" "$role" "$now" "$((now + 3600))" | base64url)
  printf '%s.%s\n' "$text" "$(printf %s "$text" | openssl dgst -sha256 -binary -mac HMAC \
    -macopt "hexkey:$(base64 -d <<<"$secret=" 2>/dev/null | od -An -v -tx1 | tr -d ' \n')" | base64url)"
}
