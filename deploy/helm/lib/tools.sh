# What check works with, in $tools: helm and kubeconform, the schemas, promtool.

helm_module=helm.sh/helm/v3/cmd/helm@v3.16.4
kubeconform_module=github.com/yannh/kubeconform/cmd/kubeconform@v0.6.7
prometheus_operator=github.com/prometheus-operator/prometheus-operator@v0.81.0
# MODULE FILE of custom resources.
crds=(
  "$prometheus_operator example/prometheus-operator-crd/monitoring.coreos.com_servicemonitors.yaml"
  "$prometheus_operator example/prometheus-operator-crd/monitoring.coreos.com_prometheusrules.yaml"
  'github.com/cloudnative-pg/cloudnative-pg@v1.26.0 config/crd/bases/postgresql.cnpg.io_clusters.yaml'
)

install_go_programs() {
  [[ ! -x $tools/bin/helm || ! -x $tools/bin/kubeconform ]] || return 0
  find_go
  step 'compiling helm and kubeconform'
  GOBIN=$tools/bin GOFLAGS='-p=1 -buildvcs=false' nice "$go" install "$kubeconform_module"
  GOBIN=$tools/bin GOFLAGS='-p=1 -buildvcs=false' nice "$go" install "$helm_module"
}

install_schemas() {
  local crd module file
  [[ ! -d $tools/schemas/crds ]] || return 0
  step 'fetching the schemas'
  /usr/bin/python3 -m venv "$tools/venv"
  "$tools/venv/bin/pip" install -q --disable-pip-version-check -r "$here/lib/requirements.txt" >&2
  find_go
  mkdir -p "$tools/crds"
  for crd in "${crds[@]}"; do
    read -r module file <<<"$crd"
    cp --no-preserve=mode "$(module_folder "$module")/$file" "$tools/crds/"
  done
  "$tools/venv/bin/python" "$here/lib/make_schemas.py" "$tools/schemas" "$tools/crds/"*.yaml
}

# What the scripts call, from Debian where it is missing.
install_commands() {
  need_packages "$tools/apt.log" curl=curl openssl=openssl ip=iproute2
  # Debian's Python has this module only with another package.
  /usr/bin/python3 -c 'import ensurepip' 2>/dev/null || install_more "$tools/apt.log" python3-venv
}

# All of it is made again when what is wanted has changed.
install_tools() {
  if ! cmp -s <(cat "$here/lib/tools.sh" "$here/lib/requirements.txt") "$tools/wanted"; then
    rm -rf "$tools/bin" "$tools/venv" "$tools/schemas" "$tools/crds"
  fi
  mkdir -p "$tools/bin"
  install_commands
  install_go_programs
  install_schemas
  unpack_program prometheus usr/bin/promtool "$tools"
  cat "$here/lib/tools.sh" "$here/lib/requirements.txt" >"$tools/wanted"
}
