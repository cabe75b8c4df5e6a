# A real API server for the chart: etcd is Debian's, kube-apiserver is compiled from its Go module, which takes ten
# minutes on two cores the first time. Nothing runs in it, for there is no controller and no node, but it admits,
# defaults, validates and stores as every cluster does.

kubernetes_version=1.33.4
kubernetes_token=deploy-helm-check

# The module says where its parts are by folders of its own repository; each of them is published by itself, too.
write_api_server_module() {
  local folder=$1 published
  published=$(module_folder "k8s.io/kubernetes@v$kubernetes_version")
  mkdir -p "$folder"
  cp "$here/lib/kube-apiserver.go" "$folder/main.go"
  {
    printf 'module kubeapiserver\n\ngo 1.24.0\n\nrequire k8s.io/kubernetes v%s\n\nreplace (\n' "$kubernetes_version"
    sed -n "s/^\t\(k8s.io[^ ]*\) => .\/staging.*/\t\1 => \1 v0.${kubernetes_version#1.}/p" "$published/go.mod"
    printf ')\n'
  } >"$folder/go.mod"
}

install_api_server() {
  local flags=k8s.io/component-base/version folder=$tools/kube-apiserver/source
  unpack_program etcd-server usr/bin/etcd "$tools"
  api_server=$tools/kube-apiserver/$kubernetes_version
  [[ ! -x $api_server ]] || return 0
  find_go
  step 'compiling kube-apiserver (ten minutes)'
  write_api_server_module "$folder"
  (cd "$folder" && "$go" mod tidy) >"$tools/kube-apiserver.log" 2>&1 ||
    server_failed 'go mod tidy' "$tools/kube-apiserver.log"
  (cd "$folder" && GOFLAGS='-p=1 -buildvcs=false' nice "$go" build -o "$api_server" -ldflags \
    "-X $flags.gitVersion=v$kubernetes_version -X $flags.gitMajor=1 -X $flags.gitMinor=${kubernetes_version:2:2}" .) ||
    die 'kube-apiserver does not compile'
}

start_api_server() {
  local etcd_port peer_port
  choose_any_port etcd_port
  choose_any_port peer_port
  choose_any_port kubernetes_port
  mkdir -p "$work/kubernetes"
  openssl genrsa -out "$work/kubernetes/accounts.key" 2048 2>/dev/null
  printf '%s,admin,admin,system:masters\n' "$kubernetes_token" >"$work/kubernetes/tokens.csv"
  start_child etcd "$out/etcd.log" "${tied[@]}" "$tools/bin/etcd" --data-dir "$work/kubernetes/etcd" \
    --listen-client-urls "http://127.0.0.1:$etcd_port" --advertise-client-urls "http://127.0.0.1:$etcd_port" \
    --listen-peer-urls "http://127.0.0.1:$peer_port"
  start_child kube-apiserver "$out/kube-apiserver.log" "${tied[@]}" "$api_server" \
    --etcd-servers "http://127.0.0.1:$etcd_port" --bind-address 127.0.0.1 --secure-port "$kubernetes_port" \
    --cert-dir "$work/kubernetes/certificates" --token-auth-file "$work/kubernetes/tokens.csv" \
    --authorization-mode RBAC \
    --service-account-issuer https://kubernetes --service-account-key-file "$work/kubernetes/accounts.key" \
    --service-account-signing-key-file "$work/kubernetes/accounts.key" --service-cluster-ip-range 10.96.0.0/16
  await_child kube-apiserver 120 curl -fsSk -m 5 --noproxy '*' -H "Authorization: Bearer $kubernetes_token" \
    "https://127.0.0.1:$kubernetes_port/readyz" || server_failed kube-apiserver "$out/kube-apiserver.log"
}

# submit ARGUMENTS...: see lib/submit.py.
submit() {
  "$tools/venv/bin/python" "$here/lib/submit.py" --server "https://127.0.0.1:$kubernetes_port" \
    --token "$kubernetes_token" "$@" || die 'the API server refuses'
}

# release ARGUMENTS...: helm on that server. The hook's job would never end there.
release() {
  "$tools/bin/helm" "$@" --namespace ledger --kube-apiserver "https://127.0.0.1:$kubernetes_port" \
    --kube-token "$kubernetes_token" --kube-insecure-skip-tls-verify >>"$out/release.log" 2>&1 ||
    server_failed "helm $1" "$out/release.log"
}

# Every set as a dry run; then a life of a release: installed, upgraded to everything, rolled back, removed.
apply_to_server() {
  local name=ledger
  install_api_server
  step "starting kube-apiserver $kubernetes_version"
  make_work_folder
  start_api_server
  submit --store --namespace ledger "$tools/crds/"*.yaml "$here/lib/namespace.yaml"
  step 'dry runs'
  submit --namespace ledger "$out/${kubernetes_version%.*}/"*.yaml "$here/examples/cloudnativepg-cluster.yaml"
  step 'install, upgrade, rollback, uninstall'
  # Named apart from the service account that is there.
  release install $name "$here/ledger" --no-hooks --values "$here/examples/existing.yaml" --set serviceAccount.name=its
  release upgrade $name "$here/ledger" --no-hooks --values "$here/golden/everything.values.yaml" --set fullnameOverride= \
    --set serviceAccount.name=its
  release rollback $name 1 --no-hooks
  release uninstall $name --no-hooks
}
