# shellcheck shell=sh
# shellcheck disable=SC2034 # what is set here, ./quickstart reads
# The container engine: is there one, and, where it may be, Debian's installed and started. Sourced by ./quickstart.

QS_DOCKERD_LOG=/var/log/cgoscope-dockerd.log
QS_DOCKER_MB=260

# Asks the workbench's doctor, which finds engines by the docker CLI's own precedence. Sets engine_* from its answer.
ask_doctor() {
  engine_answers=0 engine_host='' engine_version='' engine_platform='' engine_problem='' engine_fix='' engine_emulates=''
  doctor_file=$(mktemp)
  bin/cgoscope doctor --json >"$doctor_file" 2>"$doctor_file.err" </dev/null || : # 3 says "no engine", and the document says it too
  doctor_facts=$(node scripts/lib/doctor-facts.ts <"$doctor_file") || {
    cat "$doctor_file.err" >&2
    say "bin/cgoscope doctor gave no answer; its words stand above."
    rm -f "$doctor_file" "$doctor_file.err"
    return 1
  }
  rm -f "$doctor_file" "$doctor_file.err"
  while IFS='=' read -r doctor_key doctor_value; do
    case $doctor_key in
    answers) engine_answers=$doctor_value ;;
    host) engine_host=$doctor_value ;;
    version) engine_version=$doctor_value ;;
    platform) engine_platform=$doctor_value ;;
    problem) engine_problem=$doctor_value ;;
    fix) engine_fix=$doctor_value ;;
    emulates) engine_emulates=$doctor_value ;;
    esac
  done <<EOF
$doctor_facts
EOF
}

# The pids of programs of that name, read from /proc: there is no pgrep on a minimal machine. A zombie is not one: it can do nothing.
pids_of() {
  for pids_of_dir in /proc/[0-9]*; do
    [ "$(cat "$pids_of_dir/comm" 2>/dev/null)" = "$1" ] || continue
    grep -q '^State:[[:space:]]*Z' "$pids_of_dir/status" 2>/dev/null || echo "${pids_of_dir#/proc/}"
  done
}

# Removes a pid file that a daemon left behind; one that names a living dockerd stays.
remove_stale_pid_file() {
  stale_file=/var/run/docker.pid
  [ -f "$stale_file" ] || return 0
  stale_pid=$(head -n 1 "$stale_file" 2>/dev/null | tr -dc 0-9)
  if [ -n "$stale_pid" ] && [ "$(cat "/proc/$stale_pid/comm" 2>/dev/null)" = dockerd ]; then return 0; fi
  say "Removing $stale_file: it names process ${stale_pid:-none}, which is no dockerd."
  rm -f "$stale_file"
}

engine_up() { [ -S /var/run/docker.sock ] && node scripts/lib/ping.ts /var/run/docker.sock; }
dockerd_gone_or_up() { engine_up || ! kill -0 "$1" 2>/dev/null; }

# Starts the daemon and waits until it answers, 60 s at most. Never a second one beside another.
start_dockerd() {
  start_other=$(pids_of dockerd | tr '\n' ' ')
  if [ -n "$start_other" ]; then
    say "A dockerd runs already (process $start_other); waiting for it to answer instead of starting a second one."
    wait_until 60 engine_up && return 0
    say "It did not answer at /var/run/docker.sock within 60 s. See its log, or point DOCKER_HOST at its socket."
    return 1
  fi
  remove_stale_pid_file
  if [ -d /run/systemd/system ]; then
    systemctl start docker </dev/null >&2 || {
      journalctl -u docker -n 20 --no-pager >&2
      say "systemctl start docker failed; the last lines of its journal stand above."
      return 1
    }
    wait_until 60 engine_up && return 0
    journalctl -u docker -n 20 --no-pager >&2
    say "dockerd did not answer within 60 s; the last lines of its journal stand above."
    return 1
  fi
  say "Starting dockerd; its log is $QS_DOCKERD_LOG."
  setsid dockerd </dev/null >>"$QS_DOCKERD_LOG" 2>&1 &
  start_pid=$!
  wait_until 60 dockerd_gone_or_up "$start_pid" || :
  engine_up && return 0
  tail -n 15 "$QS_DOCKERD_LOG" >&2
  if grep -qi cgroup "$QS_DOCKERD_LOG" && ! mount | grep -q ' type cgroup'; then
    say "dockerd did not start: this machine has no cgroups mounted (apt-get install cgroupfs-mount mounts them)."
  else
    say "dockerd did not start; the last lines of $QS_DOCKERD_LOG stand above."
  fi
  return 1
}

# Installs the distribution's Docker when there is no dockerd to start, and starts it.
install_engine() {
  if ! command -v dockerd >/dev/null 2>&1; then
    step "Engine: apt-get install docker.io"
    apt_install docker.io || return 1
  else
    step "Engine: starting the dockerd that is installed"
  fi
  start_dockerd
}
