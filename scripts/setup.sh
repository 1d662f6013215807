#!/usr/bin/env bash
# Build .venv from a lock: setup.sh run|dev|bench. Does nothing when it is already as the lock says.
set -euo pipefail
cd "$(dirname "$0")/.."
kind="${1:-run}"
venv="${VENV:-.venv}"
lock="requirements/$kind.txt"
python="${PYTHON:-python3}"

say() { printf '%s\n' "$*" >&2; }
fail() { say "setup: $*"; exit 1; }

command -v "$python" >/dev/null || fail "python3 must be installed; install Python 3.11 or newer"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    fail "Python must be 3.11 or newer; found $("$python" -V 2>&1); set PYTHON to a newer one"

stamp="$venv/.lock-$kind"
want="$(cat "$lock" pyproject.toml | sha256sum | cut -d' ' -f1)"
enough=("$stamp")
# Environments for development and for benchmarks hold all that the main job needs.
[ "$kind" = run ] && enough+=("$venv/.lock-dev" "$venv/.lock-bench")
for ready in "${enough[@]}"; do
    [ -f "$ready" ] || continue
    ready_kind="${ready##*-}"
    [ "$(cat "$ready")" = "$(cat "requirements/$ready_kind.txt" pyproject.toml | sha256sum | cut -d' ' -f1)" ] && exit 0
done

if [ ! -x "$venv/bin/python" ]; then
    say "setup: creating $venv"
    if ! "$python" -m venv "$venv" 2>/dev/null; then
        rm -rf "$venv"
        # Debian and Ubuntu ship venv apart from python3.
        if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
            say "setup: installing python3-venv"
            { apt-get update -qq && apt-get install -y -qq python3-venv; } >/dev/null
        else
            fail "python3 must have the venv module; install it with: sudo apt-get install python3-venv"
        fi
        "$python" -m venv "$venv"
    fi
fi
say "setup: installing the packages of $lock"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check 'uv>=0.5' ||
    fail "packages must be reachable; check the network and pip's index settings"
# The lock is complete, so nothing is resolved anew.
"$venv/bin/uv" pip install --quiet --python "$venv/bin/python" --require-hashes --no-deps -r "$lock"
if [ "$kind" = dev ]; then
    torch="$(sed -n 's/.*"\(torch==[0-9.]*\)".*/\1/p' pyproject.toml)"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check "$torch"
fi
"$venv/bin/uv" pip install --quiet --python "$venv/bin/python" --no-deps --editable .
printf '%s' "$want" >"$stamp"
