#!/usr/bin/env bash
# Resolve the locks anew, for every platform and Python from 3.11 on.
set -euo pipefail
cd "$(dirname "$0")/.."
run=(--extra fast --extra train --extra track --extra pipeline --extra serve --extra office)
# torch stays out of the locks: there it would bring gigabytes for graphics cards to every machine. setup.sh asks pip for it.
without="$(mktemp)"
trap 'rm -f "$without"' EXIT
echo "torch ; python_version < '3'" >"$without"
lock() {
    local out="$1"; shift
    uv pip compile --quiet --universal --python-version 3.11 --no-annotate --no-header --generate-hashes --upgrade \
        --override "$without" "$@" pyproject.toml --output-file "requirements/$out.txt"
}
lock run "${run[@]}"
lock dev "${run[@]}" --extra torch --extra onnx --extra spark --extra dev
lock bench "${run[@]}" --extra spark --extra bench
# What the image holds, in the same versions as the tests have.
lock image --constraint requirements/dev.txt --extra fast --extra serve --extra office --extra postgres
