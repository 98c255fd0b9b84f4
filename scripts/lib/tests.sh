# shellcheck shell=sh
# `./quickstart test`: the checks and the tests that need an engine, and one line that counts them. Sourced by ./quickstart.

# Debian's registry server, for the tests of pulling: unpacked into this folder, not installed. Without it they are skipped and say so.
fetch_registry() {
  registry_dir=$PWD/.cgoscope/docker-registry
  if [ ! -x "$registry_dir/usr/bin/docker-registry" ]; then
    is_debian_like || return 0
    step "Tests: apt-get download docker-registry, unpacked into $registry_dir (17 MB)"
    mkdir -p "$registry_dir/deb"
    registry_log=$(mktemp)
    if ! (cd "$registry_dir/deb" && { apt-get download docker-registry || { is_root && apt-get update && apt-get download docker-registry; }; }) </dev/null >"$registry_log" 2>&1; then
      tail -n 3 "$registry_log" >&2
      say "docker-registry can't be downloaded; the tests that need it will be skipped."
      rm -f "$registry_log"
      return 0
    fi
    rm -f "$registry_log"
    for registry_deb in "$registry_dir"/deb/*.deb; do dpkg-deb -x "$registry_deb" "$registry_dir"; done
  fi
  CGOSCOPE_TEST_REGISTRY=$registry_dir/usr/bin/docker-registry
  export CGOSCOPE_TEST_REGISTRY
}

# test_part NAME NPM-SCRIPT: runs it; vitest's JSON report goes where vitest.config.ts reads it from the environment.
test_part() {
  step "npm run $2"
  part_code=0
  CGOSCOPE_TEST_JSON=$QS_RESULTS/$1.json npm run --silent "$2" </dev/null || part_code=$?
  [ "$part_code" = 0 ] || {
    say "npm run $2 ended with $part_code."
    QS_FAILED_PARTS="$QS_FAILED_PARTS $2"
  }
}

# run_tests all|unit: the last line of its output counts the tests.
run_tests() {
  QS_RESULTS=$PWD/test-results
  QS_FAILED_PARTS=''
  mkdir -p "$QS_RESULTS"
  rm -f "$QS_RESULTS"/unit.json "$QS_RESULTS"/integration.json
  set -- "$1" "$QS_RESULTS/unit.json"
  test_part unit check
  if [ "$1" = all ]; then
    test_part integration test:integration
    set -- "$@" "$QS_RESULTS/integration.json"
  else
    say "The integration tests are left out: they use the engine and its disk, and there was no yes for that."
  fi
  shift
  [ -z "$QS_FAILED_PARTS" ] || say "Failed:$QS_FAILED_PARTS"
  tests_code=0
  node scripts/lib/count-tests.ts "$@" || tests_code=1
  [ -z "$QS_FAILED_PARTS" ] || tests_code=1
  return "$tests_code"
}
