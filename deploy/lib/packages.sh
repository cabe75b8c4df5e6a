# Installs the Debian packages of deploy/packages.txt that are missing; asks for rights only when one is.

# The version of this Debian; one that is not released yet counts as later than all.
debian_version() {
  # shellcheck source=/dev/null
  (. /etc/os-release && echo "${VERSION_ID:-999}")
}

# Prints the packages that are missing, one a line.
missing_packages() {
  local line names command name found installed version
  version=$(debian_version)
  installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' | sed -n 's/^installed //p')
  while IFS= read -r line; do
    if [[ $line =~ ^([0-9]+):\ (.*) ]]; then
      if ((${version%%.*} < BASH_REMATCH[1])); then continue; fi
      line=${BASH_REMATCH[2]}
    fi
    names=$line command=
    if [[ $line != *'|'* ]]; then read -r names command <<<"$line"; fi
    if [[ -n $command ]] && command -v "$command" >/dev/null; then continue; fi
    found=
    for name in ${names//|/ }; do
      if grep -qxF "$name" <<<"$installed"; then found=1; fi
    done
    if [[ -z $found ]]; then echo "${names// /}"; fi
  done < <(grep -vE '^(#|$)' "$root/deploy/packages.txt")
}

# first_available A|B: the first alternative that apt can install, else the first one, so that apt names it in its
# error.
first_available() {
  local name
  for name in ${1//|/ }; do
    if [[ $(apt-cache policy "$name" | sed -n 's/^  Candidate: //p') == [0-9]* ]]; then
      echo "$name"
      return
    fi
  done
  echo "${1%%|*}"
}

# as_root COMMAND...: runs a command as root, by sudo when need be.
as_root() {
  if [[ $EUID -eq 0 ]]; then "$@"; else sudo "$@"; fi
}

apt_get() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -y -q -o DPkg::Lock::Timeout=600 -o Dpkg::Use-Pty=0 \
    -o Dpkg::Options::=--force-confold --no-install-recommends "$@"
}

# Says every tenth line that apt prints, so that a long installation is seen to move.
apt_progress() {
  awk '/^(Get:|Unpacking |Setting up )/ { n++; if (n % 40 == 0) print "        " substr($0, 1, 90); fflush() }' >&2
}

# Debian's server package makes and starts a cluster "main" on port 5432 when it is first installed. This is a
# machine of somebody else: for the time of the installation it is told not to.
no_main_cluster=/etc/postgresql-common/createcluster.d/ledger-deploy.conf
main_cluster_forbidden=
forbid_main_cluster() {
  main_cluster_forbidden=1
  as_root mkdir -p "${no_main_cluster%/*}"
  echo 'create_main_cluster = false' | as_root tee "$no_main_cluster" >/dev/null
}
# Also at the end of a script that was interrupted.
allow_main_cluster() {
  [[ -n $main_cluster_forbidden ]] || return 0
  as_root rm -f "$no_main_cluster"
  main_cluster_forbidden=
}

# Debian's packages start their services when they are first installed. Only tests want nginx and PgBouncer, and start
# their own, so they are told not to, and not at the next start of the machine either.
service_policy=/usr/sbin/policy-rc.d
services_forbidden=
forbid_services() {
  [[ ! -e $service_policy ]] || return 0
  services_forbidden=1
  printf '#!/bin/sh\nexit 101\n' | as_root tee "$service_policy" >/dev/null
  as_root chmod 755 "$service_policy"
}
# Also at the end of a script that was interrupted.
allow_services() {
  [[ -n $services_forbidden ]] || return 0
  as_root rm -f "$service_policy"
  services_forbidden=
}
# disable_services INSTALLED...: those of packages that have just been installed.
disable_services() {
  local package service
  [[ -d /run/systemd/system ]] || return 0
  for package in "$@"; do
    case $package in
      nginx-light) service=nginx ;;
      pgbouncer) service=pgbouncer ;;
      *) continue ;;
    esac
    as_root systemctl disable "$service" >/dev/null 2>&1 || true
  done
}

# apt_install LOG NAME...: installs them, and starts nothing.
apt_install() {
  local log=$1 installed=yes
  shift
  step "installing with apt: $*"
  forbid_main_cluster
  forbid_services
  apt_get install "$@" 2>&1 | tee -a "$log" | apt_progress || installed=
  allow_main_cluster
  allow_services
  if [[ -z $installed ]]; then
    show_log apt "$log"
    die 'apt could not install the packages above'
  fi
  disable_services "$@"
}

# install_packages LOG: installs what is missing, with apt's words in LOG. Two checkouts may do it at once: the second
# waits (the lock is on a folder that everyone can read), looks again and finds nothing left to do.
install_packages() {
  local log=$1 missing name names=() lock
  [[ -n $(missing_packages) ]] || return 0
  command -v apt-get >/dev/null ||
    die "these packages are missing, and there is no apt-get to install them: $(missing_packages | xargs)"
  [[ $EUID -eq 0 ]] || command -v sudo >/dev/null ||
    die "not root and no sudo; as root, run: apt-get install $(missing_packages | sed 's/|.*//' | xargs)"
  exec {lock}</var/lib/dpkg
  flock -w 900 "$lock" || die 'another installation has held the lock for 15 minutes'
  missing=$(missing_packages)
  if [[ -n $missing ]]; then
    step 'updating the lists of apt'
    apt_get update >>"$log" 2>&1 || step 'apt-get update failed; trying with the lists that are there'
    for name in $missing; do names+=("$(first_available "$name")"); done
    apt_install "$log" "${names[@]}"
  fi
  exec {lock}<&-
}

# need_packages LOG COMMAND=PACKAGE...: installs those packages of which the command is missing, for what deploy/test
# does not need.
need_packages() {
  local log=$1 pair missing=()
  shift
  for pair in "$@"; do command -v "${pair%%=*}" >/dev/null || missing+=("${pair#*=}"); done
  [[ ${#missing[@]} -eq 0 ]] || install_more "$log" "${missing[@]}"
}

# install_more LOG NAME...: those that only some scripts need.
install_more() {
  apt_get update >>"$1" 2>&1 || step 'apt-get update failed; trying with the lists that are there'
  apt_install "$@"
}

# unpack_program PACKAGE PROGRAM FOLDER: gets a program out of a package that is not installed into FOLDER/bin.
unpack_program() {
  local package=$1 program=$2 folder=$3
  [[ ! -x $folder/bin/${program##*/} ]] || return 0
  step "fetching ${program##*/}"
  mkdir -p "$folder/package" "$folder/bin"
  (cd "$folder/package" && apt-get download -q "$package" && dpkg-deb -x "$package"_*.deb .) >"$folder/apt.log" 2>&1 ||
    server_failed 'apt-get download' "$folder/apt.log"
  cp "$folder/package/$program" "$folder/bin/"
  rm -r "$folder/package"
}
