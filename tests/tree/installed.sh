#!/bin/sh
# Installs into a stage and uses what is there: installed.sh STAGE INSTALL COMMAND…
set -u
. "$(dirname "$0")/report.sh"

[ -z "${FACEREC_SANITIZE-}" ] || skip "gst-inspect-1.0 is not built with the sanitizers of this build"
stage=$1
shift
rm -rf "$stage"
DESTDIR=$stage "$@" >/dev/null || wrong "'$*' failed"

pc=$(find "$stage" -name gstfacerecazure.pc)
[ -n "$pc" ] || wrong "no gstfacerecazure.pc was installed"
# The stage stands in for the root directory.
ask() { PKG_CONFIG_PATH=$(dirname "$pc") pkg-config "$@" gstfacerecazure; }
plugins=$stage$(ask --variable=pluginsdir)
tool=$stage$(ask --variable=facerec)

[ "$(ask --modversion)" = "$(cat VERSION)" ] || wrong "the pkg-config file gives version $(ask --modversion)"
for element in facerecazure facerecdetect facerectrack facerectestsrc facerecjson; do
  # The plugin has the name of an element: only an element has factory details.
  GST_PLUGIN_PATH=$plugins GST_REGISTRY=$stage/registry.bin gst-inspect-1.0 "$element" | grep -q 'Factory Details' ||
    wrong "gst-inspect-1.0 does not find the element $element in $plugins"
done
# Each page is what the program says of itself, and the shells and man find it there.
prefix=${tool%/bin/facerec}
page() { # FILE ARGUMENTS…
  file=$prefix/share/$1
  shift
  [ "$("$tool" "$@")" = "$(cat "$file")" ] || wrong "$file is not what facerec $* prints"
}
page man/man1/facerec.1 man
page bash-completion/completions/facerec.bash completion bash
page zsh/site-functions/_facerec completion zsh
page fish/vendor_completions.d/facerec.fish completion fish

case $("$tool" --version) in
*"$(cat VERSION)"*) ;;
*) wrong "$tool --version does not say $(cat VERSION)" ;;
esac
finish
