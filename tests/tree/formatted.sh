#!/bin/sh
# Fails when a source file is not formatted as .clang-format says. Other versions format differently: 14 decides.
set -u
. "$(dirname "$0")/report.sh"

tool=$(command -v clang-format-14 || command -v clang-format) || skip "clang-format is not installed"
"$tool" --version | grep -q 'version 14\.' || skip "the style is clang-format 14's, this is $("$tool" --version)"
find include src server gst tools tests examples bench fuzz \( -name '*.cpp' -o -name '*.h' \) -print0 2>/dev/null |
  xargs -0 "$tool" --dry-run --Werror || wrong "run clang-format -i on the files above"
finish
