# A bare Debian in a folder, of this suite or another, to build and to install in as on somebody else's machine. As root.

# bare_debian FOLDER SUITE LOG: a new copy of the bare system, which is fetched once.
bare_debian() {
  local folder=$1 suite=$2 log=$3 bare=$root/.build/debian/$2
  need_packages "$log" debootstrap=debootstrap
  if [[ ! -e $bare/.complete ]]; then
    step "fetching a bare Debian $suite"
    rm -rf "$bare"
    mkdir -p "$bare"
    run_interruptibly debootstrap --variant=minbase --include=ca-certificates "$suite" "$bare" "$(debian_mirror)" \
      >>"$log" 2>&1 || server_failed debootstrap "$log"
    as_this_machine "$bare" >>"$log" 2>&1
    touch "$bare/.complete"
  fi
  step "making a bare Debian $suite in ${folder#"$root/"}"
  rm -rf "$folder"
  cp -a "$bare" "$folder"
}

# The mirror that this machine's apt uses.
debian_mirror() { apt-get indextargets --format '$(SITE)' 'Created-By: Packages' | head -n 1; }

# as_this_machine FOLDER: apt knows the same proxies, and the same certificates are trusted.
as_this_machine() {
  apt-config dump | grep -E '^Acquire::(https?|Check)' >"$1/etc/apt/apt.conf.d/99as-outside" || true
  cp -r /usr/local/share/ca-certificates/. "$1/usr/local/share/ca-certificates/"
  chroot "$1" update-ca-certificates
}

# in_debian FOLDER COMMAND...: runs a command there, with this checkout at /project, but for .build, which is the bare
# system's own.
in_debian() {
  local folder=$1
  shift
  mkdir -p "$root/.build"
  run_interruptibly unshare --mount --pid --fork --kill-child sh -c '
    set -e
    folder=$1 project=$2
    shift 2
    mkdir -p "$folder/project" "$folder/build"
    cp -L /etc/resolv.conf "$folder/etc/resolv.conf"
    mount -t proc proc "$folder/proc"
    mount --rbind /sys "$folder/sys"
    mount --rbind /dev "$folder/dev"
    mount --bind "$project" "$folder/project"
    mount --bind "$folder/build" "$folder/project/.build"
    exec env -i HOME=/root TERM=dumb LANG=C.UTF-8 PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
      chroot "$folder" sh -c "cd /project && exec \"\$@\"" sh "$@"' sh "$folder" "$root" "$@"
}
