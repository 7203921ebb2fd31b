#!/bin/sh
# Writes the lock files anew; needs uv. Hashes, no address of any registry.
set -eu
cd "$(dirname "$0")/.."
lock() {
    out=$1
    python=$2
    shift 2
    uv pip compile --quiet --universal --python-version "$python" --generate-hashes --no-header \
        --no-emit-index-url --no-emit-find-links --no-annotate --output-file "requirements/$out" "$@"
}
lock base.lock 3.11 pyproject.toml requirements/build.in
lock dev.lock 3.11 pyproject.toml --extra dev --extra validate requirements/build.in
lock carriers.lock 3.12 --no-deps requirements/carriers.in
lock peers.lock 3.11 requirements/peers.in
