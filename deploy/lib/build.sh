# Building a CMake preset into .build/PRESET.

# One compiler needs up to 1.5 GB: as many at once as there are cores, or as there is memory for.
build_jobs() {
  local cores memory
  cores=$(nproc)
  memory=$(awk '/^MemAvailable/ { print int($2 / 1500000) }' /proc/meminfo)
  [[ $memory -ge 1 ]] || memory=1
  echo $((cores < memory ? cores : memory))
}

# build PRESET [TARGET...]: configures once and builds; ninja shows how far it is. Two at once take turns.
build() {
  local preset=$1 folder=$root/.build/$1 lock
  shift
  mkdir -p "$folder"
  exec {lock}>"$folder/.lock"
  flock "$lock"
  if [[ ! -e $folder/build.ninja ]]; then
    step "configuring .build/$preset"
    run_interruptibly cmake -S "$root" --preset "$preset" --log-level=WARNING >&2 ||
      die "cmake could not configure preset $preset"
  fi
  step "building .build/$preset"
  run_interruptibly ninja -C "$folder" -j "$(build_jobs)" "$@" >&2 || die "the build of preset $preset failed"
  exec {lock}>&-
}
