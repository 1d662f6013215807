#!/usr/bin/env bash
# Install what some tests need of the system: Chromium and a Chinese font, a PostgreSQL server, systemd's checks of units, and
# Java for Spark. Where that cannot be done, the tests that need it say so and are skipped.
set -euo pipefail
say() { printf '%s\n' "$*" >&2; }
need=()
command -v chromium >/dev/null || need+=(chromium)
{ command -v fc-list >/dev/null && fc-list :lang=zh | grep -q .; } || need+=(fontconfig fonts-wqy-microhei)
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null || need+=(postgresql)
command -v systemd-analyze >/dev/null || need+=(systemd)
command -v java >/dev/null || [ -x "${JAVA_HOME:-}/bin/java" ] || need+=(default-jre-headless)
[ ${#need[@]} = 0 ] && exit 0
if ! command -v apt-get >/dev/null || [ "$(id -u)" != 0 ]; then
    say "tests: without ${need[*]} some tests are skipped; install them with: sudo apt-get install ${need[*]}"
    exit 0
fi
say "tests: installing ${need[*]}"
export DEBIAN_FRONTEND=noninteractive
if ! { apt-get update -qq && apt-get install -y -qq --no-install-recommends "${need[@]}"; } >/dev/null 2>&1; then
    say "tests: ${need[*]} could not be installed; some tests are skipped"
    # Continuous integration must never pass by skipping.
    [ -z "${CI:-}" ]
fi
