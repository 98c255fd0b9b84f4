# shellcheck shell=sh
# shellcheck disable=SC2034 # what is set here, ./quickstart reads
# The sample: what it will take, running it, and the recorded run of it for machines that can't. Sourced by ./quickstart.

QS_RECORDED=resources/recorded-sample-run.cgoscope
QS_REPORTS=.cgoscope

# What the sample took from nothing (Debian 12, amd64): used where no engine can be asked what is there already.
QS_SAMPLE_DOWNLOAD='220 MB'
QS_SAMPLE_DISK='2.5 GB'

# What the sample's matrix takes beside what is there already. Sets plan_*.
ask_plan() {
  plan_cells='' plan_download='' plan_disk='' plan_download_bytes='' plan_time=''
  plan_file=$(mktemp)
  if bin/cgoscope plan resources/sample --json >"$plan_file" 2>"$plan_file.err" </dev/null && plan_facts=$(node scripts/lib/plan-facts.ts <"$plan_file"); then
    while IFS='=' read -r plan_key plan_value; do
      case $plan_key in
      cells) plan_cells=$plan_value ;;
      download) plan_download=$plan_value ;;
      disk) plan_disk=$plan_value ;;
      downloadBytes) plan_download_bytes=$plan_value ;;
      time) plan_time=$plan_value ;;
      esac
    done <<EOF
$plan_facts
EOF
    rm -f "$plan_file" "$plan_file.err"
    return 0
  fi
  cat "$plan_file.err" >&2
  rm -f "$plan_file" "$plan_file.err"
  return 1
}

run_sample() {
  step "The sample: bin/cgoscope run resources/sample"
  mkdir -p "$QS_REPORTS"
  sample_code=0
  bin/cgoscope run resources/sample --yes --report "$QS_REPORTS/sample-report.html" </dev/null || sample_code=$?
  if [ "$sample_code" != 0 ]; then
    say "The sample's run ended with $sample_code (1: a cell did not do what resources/sample/cgoscope.yaml expects of it; docs/command-line.md lists the others)."
    return "$sample_code"
  fi
  cat >&2 <<EOF

The report is $PWD/$QS_REPORTS/sample-report.html. What to do next:
  bin/cgoscope app                           the window; where no Electron is, a link for the browser
  bin/cgoscope show last                     the matrix of that run
  bin/cgoscope show last/2                   one cell with all of its evidence
  bin/cgoscope diff last/6 last/5            what differs between two cells
  bin/cgoscope plan FOLDER                   the cells of a Go project of yours; starts nothing
  bin/cgoscope run FOLDER                    build and run them
docs/command-line.md has the rest, docs/setup.md how to undo what this set up.
EOF
}

# Everything that needs no engine can be tried with the recorded run.
show_recorded() {
  if [ ! -f "$QS_RECORDED" ]; then
    say "There is no recorded sample run at $QS_RECORDED."
    return 1
  fi
  step "The recorded sample run, opened from $QS_RECORDED"
  recorded_id=$(bin/cgoscope import "$QS_RECORDED" --json </dev/null | node -e '
    let text = "";
    process.stdin.on("data", (chunk) => (text += chunk)).on("end", () => console.log(JSON.parse(text).id));
  ') || return 1
  mkdir -p "$QS_REPORTS"
  bin/cgoscope show "$recorded_id" </dev/null || return 1
  bin/cgoscope report "$recorded_id" --to "$QS_REPORTS/recorded-sample-report.html" </dev/null >&2 || return 1
  cat >&2 <<EOF

Its report is $PWD/$QS_REPORTS/recorded-sample-report.html. Without an engine these work on it, and on any bundle that somebody sends:
  bin/cgoscope app
  bin/cgoscope show $recorded_id/2
  bin/cgoscope diff $recorded_id/6 $recorded_id/5
EOF
}
