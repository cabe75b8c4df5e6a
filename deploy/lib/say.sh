# What a person sees: one line a step, with the seconds since the start, on standard error.

# step TEXT...: says what happens next.
step() { printf '[%3d s] %s\n' "$SECONDS" "$*" >&2; }

# die TEXT...: says why the script ends, and ends it.
die() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

# print_help: the comment that the script begins with.
print_help() { sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//p}' "$0"; }

# show_log NAME FILE: the last lines of a log, set off from the rest.
show_log() {
  printf -- '--- last lines of %s (%s)\n' "$1" "$2" >&2
  tail -n 25 "$2" >&2 || true
  printf -- '---\n' >&2
}

# server_failed NAME LOG: ends the script, showing why.
server_failed() {
  show_log "$1" "$2"
  die "$1 failed"
}
