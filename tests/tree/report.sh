# Shared by the tree's tests: collects complaints, and ends the test with them.
failed=0

wrong() {
  echo "$*" >&2
  failed=1
}

skip() {
  echo "Skipped: $*"
  exit 77
}

finish() { exit "$failed"; }
