#!/bin/sh
# Renews requirements*.txt: every package pinned and hashed, for every platform in one file, without
# any download address. Runs in a throw-away environment; reads pyproject.toml alone.
#
#   packaging/lock.sh                 keep what is pinned, add and remove what pyproject.toml changed
#   packaging/lock.sh --upgrade       take the newest versions
set -eu
cd "$(dirname "$0")/.."
tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
python3 -m venv "$tools"
"$tools/bin/python" -m pip --quiet install uv

lock() {
    "$tools/bin/uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-header --no-emit-index-url --no-emit-find-links --no-annotate --no-python-downloads \
        "$@"
}

lock pyproject.toml --output-file requirements.txt "$@"
lock --group build --constraints requirements.txt --output-file requirements-build.txt "$@"
lock --group dev --constraints requirements.txt --constraints requirements-build.txt \
    --output-file requirements-dev.txt "$@"

for file in requirements.txt requirements-build.txt requirements-dev.txt; do
    sed -i '1i # Pinned and hashed for every platform. Renewed by `make lock`, never by hand.' "$file"
done
