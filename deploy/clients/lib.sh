# What generate and check share: their tools, the packages that they make, and the packages' versions.

clients=$root/deploy/clients
out=$root/.build/clients
tools=$out/tools
all_languages=(python typescript java go)

# version_of_ledger: the one of openapi.yaml, which all programs have.
version_of_ledger() { sed -n 's/^  version: //p;/^  version: /q' "$root/schemas/openapi.yaml"; }

# make_environment FOLDER REQUIREMENTS [PIP_ARGUMENTS...]: a virtual environment of Python, made again when what is
# required has changed. It is made whole or not at all.
make_environment() {
  local folder=$1 requirements=$2
  if cmp -s "$requirements" "$folder/installed.txt"; then return; fi
  step "installing from PyPI what ${requirements#"$root"/} names"
  rm -rf "$folder"
  /usr/bin/python3 -c 'import ensurepip' 2>/dev/null || install_more "$tools/apt.log" python3-venv
  /usr/bin/python3 -m venv "$folder"
  "$folder/bin/pip" install -q --disable-pip-version-check -r "$requirements" >&2 ||
    die "pip could not install what $requirements names"
  cp "$requirements" "$folder/installed.txt"
}

# command_or_package COMMAND PACKAGE...: installs Debian's packages if the command is missing.
command_or_package() { command -v "$1" >/dev/null || install_more "$tools/apt.log" "${@:2}"; }
