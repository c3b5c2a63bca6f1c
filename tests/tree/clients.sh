#!/bin/sh
# Microsoft's own clients, and the examples of its specification, against the server as built: clients.sh WORK
set -u
. "$(dirname "$0")/report.sh"

command -v npm >/dev/null || skip "npm is not installed"
work=$1
installed=$work/node_modules/.package-lock.json
mkdir -p "$work"
# The tree stays as it is: packages are installed beside a copy of the tests.
[ -f "$installed" ] && cmp -s tests/clients/package-lock.json "$work/package-lock.json" || rm -rf "$work/node_modules"
find "$work" -name '*.js' -not -path '*/node_modules/*' -delete
(cd tests/clients && tar -cf - --exclude=node_modules .) | tar -xf - -C "$work"
cd "$work" || exit 1
[ -f "$installed" ] || npm ci --no-audit --no-fund --loglevel=error || {
  wrong "npm could not install what tests/clients/package-lock.json names"
  finish
}
node --test --test-reporter=spec ./*.test.js || wrong "the server does not answer as Azure Face does"
finish
