#!/bin/sh
# Records resources/recorded-sample-run.cgoscope anew: the sample, run by this build from nothing below a neutral path, and a fix of each failing cell proven. Needs an engine;
# three minutes on a machine that has nothing else to do, and as long again where its toolchains are not made yet.
set -eu
root=$(CDPATH='' cd -P -- "$(dirname -- "$0")/.." && pwd)
home=/home/somebody/cgoscope
if [ -e "$home" ]; then
  echo "$home is there already: move it away, the recorded run needs that place" >&2
  exit 2
fi
CGOSCOPE_DATA=$(mktemp -d)
export CGOSCOPE_DATA
cgoscope="$root/bin/cgoscope"
bundle="$CGOSCOPE_DATA/recorded.cgoscope"
finish() {
  # What this data folder made on the engine; what other installs made stays.
  "$cgoscope" clean --all --yes >/dev/null </dev/null || echo "what this recording made is left on the engine" >&2
  rm -rf "$home" "$CGOSCOPE_DATA"
}
trap finish EXIT
mkdir -p "$home/resources"
cp -R "$root/resources/sample" "$home/resources/sample"
cd "$home"
"$cgoscope" run resources/sample --yes </dev/null
run=$("$cgoscope" runs --json </dev/null | node -e 'let text=""; process.stdin.on("data", (chunk) => (text += chunk)).on("end", () => console.log(JSON.parse(text).runs[0].id))')
# The failing cells; the first fix that a machine can try.
for cell in 1 3 6 7 9 20; do
  fix=$("$cgoscope" explain "$run/$cell" --json </dev/null | node -e '
    let text = "";
    process.stdin.on("data", (chunk) => (text += chunk)).on("end", () => {
      console.log(JSON.parse(text).findings[0].fixes.find(({ change }) => (change.manual ?? []).length === 0).id);
    });
  ')
  "$cgoscope" rerun "$run/$cell" --fix "$fix" </dev/null
done
"$cgoscope" export "$run" --to "$bundle" </dev/null
cp "$bundle" "$root/resources/recorded-sample-run.cgoscope"
