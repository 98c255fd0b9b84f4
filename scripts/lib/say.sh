# shellcheck shell=sh
# Words for people, and the one question. Sourced by ./quickstart.

# All of the set-up's words go to stderr, so that stdout stays with the programs that it starts.
say() { printf '%s\n' "$*" >&2; }
step() { printf '\n== %s\n' "$*" >&2; }

# ask QUESTION: 0 for yes. --yes answers; without a terminal the answer is no.
ask() {
  if [ "${QS_YES:-0}" = 1 ]; then
    say "$1 yes (--yes)"
    return 0
  fi
  if [ ! -t 0 ] || [ ! -t 2 ]; then
    say "$1 no (there is no terminal to answer on; --yes answers)"
    return 1
  fi
  printf '%s [y/N] ' "$1" >&2
  read -r answer || return 1
  case $answer in
  [yY] | [yY][eE][sS]) return 0 ;;
  *) return 1 ;;
  esac
}

# wait_until SECONDS COMMAND...: runs COMMAND until it succeeds; 1 when it has not within SECONDS.
wait_until() {
  wait_end=$(($(date +%s) + $1))
  shift
  until "$@"; do
    [ "$(date +%s)" -lt "$wait_end" ] || return 1
    sleep 0.3
  done
}
