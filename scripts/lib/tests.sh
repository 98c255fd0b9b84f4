# shellcheck shell=sh
# `./quickstart test`: the checks and the tests that need an engine, and one line that counts them. Sourced by ./quickstart.

# Tests fetch a registry server and a static busybox with apt-get download (unpacked into temporary folders, not installed), which needs package lists.
ensure_package_lists() {
  { is_debian_like && is_root; } || return 0
  [ -z "$(find /var/lib/apt/lists -maxdepth 1 -name '*_Packages*' 2>/dev/null | head -n 1)" ] || return 0
  step "Tests: apt-get update, as this machine has no package lists"
  apt-get -o DPkg::Lock::Timeout=120 update </dev/null >/dev/null || say "apt-get update failed; tests that fetch packages will be skipped."
}

# test_part NAME NPM-SCRIPT: runs it; the JSON report goes where vitest.config.ts and playwright.config.ts read it from the environment.
test_part() {
  step "npm run $2"
  part_code=0
  CGOSCOPE_TEST_JSON=$QS_RESULTS/$1.json CGOSCOPE_BROWSER_JSON=$QS_RESULTS/$1.json npm run --silent "$2" </dev/null || part_code=$?
  [ "$part_code" = 0 ] || {
    say "npm run $2 ended with $part_code."
    QS_FAILED_PARTS="$QS_FAILED_PARTS $2"
  }
}

# run_tests all|unit: the last line of its output counts the tests.
run_tests() {
  # Every property as often as it says, where `npm run check` alone tries a fifth (tests/helpers/runs.ts).
  CGOSCOPE_MANY_RUNS=1
  export CGOSCOPE_MANY_RUNS
  QS_RESULTS=$PWD/test-results
  QS_FAILED_PARTS=''
  mkdir -p "$QS_RESULTS"
  rm -f "$QS_RESULTS"/unit.json "$QS_RESULTS"/window.json "$QS_RESULTS"/integration.json "$QS_RESULTS"/browser.json
  set -- "$1" "$QS_RESULTS/unit.json" "$QS_RESULTS/window.json"
  test_part unit check
  test_part window test:window
  if [ "$1" = all ]; then
    test_part integration test:integration
    set -- "$@" "$QS_RESULTS/integration.json"
    if has_chromium; then
      test_part browser test:browser
      set -- "$@" "$QS_RESULTS/browser.json"
    else
      say "skipped: the browser tests: there is no Chromium here, and ${browser_reason:-$(why_not_install)}."
    fi
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
