#!/bin/sh
# Runs the demo on three seconds of the test source and checks who it names: demo.sh BUILD OUT
set -u
. "$(dirname "$0")/report.sh"

[ -z "${FACEREC_SANITIZE-}" ] || skip "Python cannot load a plugin that was built with sanitizers"
build=$1 out=$2
rm -rf "$out"
script/demo --build "$build" --out "$out" --frames 75 >"$out.log" 2>&1 || {
  cat "$out.log"
  wrong "script/demo failed"
}

# The report's last table: WHO WHERE FIRST LAST FRAMES TRACKS CONFIDENCE
seen=$(sed -n '/^WHO /,/^Wrote/p' "$out.log")
for name in Ruby Jade "Émeraude Смарагд" Amber; do
  [ "$(echo "$seen" | grep -c "^$name  ")" -ge 1 ] || wrong "$name was not named"
done
others=$(echo "$seen" | grep -v -e '^WHO' -e '^Wrote' -e '^Ruby ' -e '^Jade ' -e '^Émeraude Смарагд ' -e '^Amber ')
[ "$(echo "$others" | awk '$1 == "(unrecognized)" { tracks += $(NF-1) } END { print tracks + 0 }')" -ge 2 ] ||
  wrong "the two who are not enrolled were not both seen: $others"
[ "$(echo "$others" | grep -vc -e '^(unrecognized)' -e '^$')" -eq 0 ] || wrong "somebody else was named: $others"
for file in demo.webm demo.jsonl demo.png; do
  [ -s "$out/$file" ] || wrong "$file was not left"
done
[ "$(wc -l <"$out/demo.jsonl")" -eq 75 ] || wrong "demo.jsonl has $(wc -l <"$out/demo.jsonl") lines, not one per frame"
finish
