# A Go that is new enough, kept in $tools.

# What helm, kube-apiserver and the client's gRPC need at least.
go_version=1.24.4

# module_folder MODULE@VERSION: downloads it and says where it is.
module_folder() {
  (cd "$tools" && "$go" mod download -json "$1") | sed -n 's/^\t"Dir": "\(.*\)",$/\1/p'
}

# find_go: sets go to one that is new enough. Debian 12's is not, but it can fetch the newer toolchain, which is a module
# like any other; only the right to execute is lost on the way.
find_go() {
  local folder
  go=$(command -v go || ls -d /usr/lib/go-1.*/bin/go 2>/dev/null | tail -n 1 || true)
  if [[ -z $go ]]; then
    install_more "$tools/apt.log" golang-go
    go=$(command -v go)
  fi
  if printf '%s\n' "$("$go" env GOVERSION | sed 's/^go//')" "$go_version" | sort -V -C; then
    step "fetching Go $go_version"
    folder=$(module_folder "golang.org/toolchain@v0.0.1-go$go_version.linux-$("$go" env GOARCH)")
    mkdir -p "$tools/go"
    cp -r --no-preserve=mode "$folder/." "$tools/go/"
    chmod -R +x "$tools/go/bin" "$tools/go/pkg/tool"
    go=$tools/go/bin/go
  fi
}
