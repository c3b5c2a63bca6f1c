#!/bin/sh
# Fails when a source file is in no sources.txt (a fuzzer: fuzzers.txt), when a listed one does not exist, or when a list is not a suite's.
set -u
. "$(dirname "$0")/report.sh"

check_list() { # LIST [FILE BUILT APART…]
  directory=$(dirname "$1")
  listed=$(sort "$1")
  shift
  found=$(cd "$directory" && find . -name '*.cpp' | sed 's|^\./||' | sort)
  for file in $found; do
    printf '%s\n' "$listed" "$@" | grep -qxF "$file" || wrong "$directory/$file is not in $directory/sources.txt"
  done
  for file in $listed; do
    [ -f "$directory/$file" ] || wrong "$directory/sources.txt names $file, which is not there"
  done
  for file in $(printf '%s\n' "$listed" | uniq -d); do
    wrong "$directory/sources.txt names $file twice"
  done
}

check_list src/sources.txt
check_list server/sources.txt
check_list gst/sources.txt plugin.cpp
check_list tools/facerec/sources.txt main.cpp
for file in fuzz/*.cpp; do
  name=$(basename "$file" .cpp)
  [ "$name" = replay ] || grep -qxF "$name" fuzz/fuzzers.txt || wrong "$file is not in fuzz/fuzzers.txt"
done
for list in tests/*/sources.txt; do
  suite=$(basename "$(dirname "$list")")
  check_list "$list"
  [ "$suite" = support ] || grep -qxF "$suite" tests/suites.txt || wrong "tests/$suite is not in tests/suites.txt"
done
finish
