# What takes too long for every run, each a script of its own: deploy/test --all runs them one after the other.

# NAME COMMAND...
long_checks=(
  'tests deploy/test'
  'tests-bookworm deploy/test --suite bookworm'
  'tests-trixie deploy/test --suite trixie'
  'package-bookworm deploy/package --suite bookworm --check'
  'package-trixie deploy/package --suite trixie --check'
  'chart deploy/helm/check --server'
  'pods deploy/helm/run-rendered'
  'image deploy/docker/check'
  'dashboard deploy/grafana/check'
  'failover deploy/patroni/failover'
)

# run_long_checks [NAME...]: those named, or all; says how each ended and how long it took. Fails if one failed.
run_long_checks() {
  local check name command begin ended logs=$root/.build/all failed='' table=''
  mkdir -p "$logs"
  for check in "${long_checks[@]}"; do
    read -r name command <<<"$check"
    [[ $# -eq 0 || " $* " == *" $name "* ]] || continue
    begin=$SECONDS ended=passed
    step "$name: $command (.build/all/$name.log)"
    # shellcheck disable=SC2086
    if ! (cd "$root" && run_interruptibly $command) >"$logs/$name.log" 2>&1; then
      ended=FAILED failed=1
      show_log "$name" "$logs/$name.log"
    fi
    table+=$(printf '%-18s %-7s %6d s' "$name" "$ended" $((SECONDS - begin)))$'\n'
  done
  [[ -n $table ]] || die "no such check: $*"
  printf '%s' "$table"
  [[ -z $failed ]]
}
