# Finding TCP ports of this machine that nobody uses.

# begin_taking_ports: until end_taking_ports, when the servers listen, other checkouts' scripts wait here, so that no two
# of them find the same port free. The lock is on a folder that everyone can read.
begin_taking_ports() {
  local deadline=$((SECONDS + 300)) told=
  exec {ports_lock}</tmp
  until flock -w 1 "$ports_lock"; do
    [[ -n $told ]] || step 'waiting for another checkout that is starting its servers'
    told=1
    [[ $SECONDS -lt $deadline ]] || die 'another checkout has been starting its servers for 5 minutes'
  done
}

end_taking_ports() { flock -u "$ports_lock"; }

declare -A ports_given=() # handed out by this script, and perhaps not listening yet

# port_taken PORT: true when any socket holds the port (sockets in TIME_WAIT, state 06, do not hinder a new listener).
port_taken() {
  local hex tables=(/proc/net/tcp)
  printf -v hex '%04X' "$1"
  if [[ -e /proc/net/tcp6 ]]; then tables+=(/proc/net/tcp6); fi
  [[ -n ${ports_given[$1]:-} ]] || awk -v port=":$hex" '
    substr($2, length($2) - 4) == port && $4 != "06" { taken = 1 } END { exit !taken }' "${tables[@]}"
}

# choose_port VARIABLE FIRST: puts the first free port from FIRST on into VARIABLE.
choose_port() {
  local candidate=$2
  while port_taken "$candidate"; do
    candidate=$((candidate + 1))
    [[ $candidate -lt 65536 ]] || die "no free port from $2 on"
  done
  ports_given[$candidate]=1
  printf -v "$1" '%s' "$candidate"
}

# choose_any_port VARIABLE: a free one at a random place below those that the kernel gives to outgoing connections.
choose_any_port() { choose_port "$1" $((10000 + SRANDOM % 20000)); }
