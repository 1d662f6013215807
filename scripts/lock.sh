#!/usr/bin/env bash
# Resolve the locks anew, for every platform and Python from 3.11 on.
set -euo pipefail
cd "$(dirname "$0")/.."
run=(--extra fast --extra train --extra track --extra pipeline --extra serve)
lock() {
    local out="$1"; shift
    uv pip compile --quiet --universal --python-version 3.11 --no-annotate --no-header --generate-hashes --upgrade \
        "$@" pyproject.toml --output-file "requirements/$out.txt"
}
lock run "${run[@]}"
lock dev "${run[@]}" --extra torch --extra onnx --extra dev
lock bench "${run[@]}" --extra bench
