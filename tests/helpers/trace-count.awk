# Counts what a log of strace holds, a second time and by other means than src/core/evidence/strace: a line at a time, no columns, no tasks. For any awk.
# Prints, with tabs between: `events N`, `signals N`, `exits N`, `unfinished N`, `headless N`, `call NAME calls errors restarted silent unfinished`, `error NAME N`.
# `restarted` are `= ? ERESTART…`, which the program never sees; `silent` are `= ?` alone (exit_group) and
# `= ? <unavailable>` (its process was gone). A table of `strace -c` gives its rows.
# Run it with LC_ALL=C: a log is bytes.

# What stands behind the last `=`, as errors of its call.
function ended(name, line) {
  sub(/ <[0-9.]+>$/, "", line)
  while (sub(/ \((INJECTED|DELAYED)\)$/, "", line)) continue
  if (match(line, /\) += -1 E[A-Z0-9]+ \([^()]*\)$/)) {
    line = substr(line, RSTART)
    sub(/^\) += -1 /, "", line)
    sub(/ .*/, "", line)
  } else if (match(line, /\) += -1 \(errno [0-9]+\)$/)) {
    line = substr(line, RSTART)
    sub(/^\) += -1 \(/, "", line)
    sub(/\)$/, "", line)
  } else {
    if (line ~ /\) += \? ERESTART[A-Z_]+ \([^()]*\)$/) restarted[name]++
    else if (line ~ /\) += \?( <unavailable>)?$/) silent[name]++
    return
  }
  failed[name]++
  error[line]++
}

# Rows of `strace -c`, by the words of its heading; a row without errors leaves that column blank.
columns > 0 {
  if ($1 ~ /^-+$/) {
    if (++dashes == 2) columns = 0
    next
  }
  if (NF == columns - 1) $0 = withZero(at["errors"])
  name = $(at["syscall"])
  tableCalls[name] += $(at["calls"])
  tableFailed[name] += "errors" in at ? $(at["errors"]) : 0
  next
}

# The words of this row with a 0 set in at place `where`.
function withZero(where,   i, text) {
  for (i = 1; i < where; i++) text = text $i " "
  text = text "0"
  for (; i <= NF; i++) text = text " " $i
  return text
}

/syscall/ && /calls/ && !/[("]/ {
  heading = $0
  gsub(/% time/, "%time", heading)
  columns = split(heading, words, " ")
  dashes = 0
  for (i = 1; i <= columns; i++) at[words[i]] = i
  next
}

{
  line = $0
  sub(/\r$/, "", line)
  # Pid, time, time since the line before, number of the call, instruction.
  sub(/^ */, "", line)
  sub(/^\[pid +[0-9]+(<[^>]*>)?\] */, "", line)
  sub(/^[0-9]+(<[^>]*>)? +/, "", line)
  sub(/^([0-9][0-9]:[0-9][0-9]:[0-9][0-9](\.[0-9]+)?|[0-9]+\.[0-9]+) +/, "", line)
  sub(/^\(\+ *[0-9.]+\) +/, "", line)
  while (sub(/^\[[ 0-9a-fx?]+\] +/, "", line)) continue

  if (line ~ /^--- (SIG|stopped by |[0-9])/) signals++
  else if (line ~ /^\+\+\+ (exited with|killed by|superseded by) /) exits++
  else if (line ~ /^<\.\.\. [^ ]+ resumed>/) {
    name = line
    sub(/^<\.\.\. /, "", name)
    sub(/ .*/, "", name)
    # Whose call this ends is not asked: of each name as many have to begin as end.
    if (open[name] > 0) open[name]--
    else {
      headless++
      calls[name]++
    }
    ended(name, line)
  } else if (match(line, /^([A-Za-z_][A-Za-z0-9_]*|\?\?\?)\(/)) {
    name = substr(line, 1, RLENGTH - 1)
    calls[name]++
    cut = ""
    if (line ~ /<(unfinished|detached|pid changed to [0-9]+) \.\.\.>$/) open[name]++
    else if (line ~ /strace: Process [0-9]+ attached$/) {
      # strace's own message ends the line of a call on a terminal; the rest stands below.
      open[name]++
      cut = name
    } else ended(name, line)
  } else if (cut != "" && line ~ /\) += /) {
    open[cut]--
    ended(cut, line)
    cut = ""
  }
}

END {
  OFS = "\t"
  for (name in calls) events += calls[name]
  events += signals + exits
  if (events == 0)
    for (name in tableCalls) print "call", name, tableCalls[name], tableFailed[name] + 0, 0, 0, 0
  for (name in calls) {
    unfinished += open[name]
    print "call", name, calls[name], failed[name] + 0, restarted[name] + 0, silent[name] + 0, open[name] + 0
  }
  for (name in error) print "error", name, error[name]
  print "events", events + 0
  print "signals", signals + 0
  print "exits", exits + 0
  print "unfinished", unfinished + 0
  print "headless", headless + 0
}
