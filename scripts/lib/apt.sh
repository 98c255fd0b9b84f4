# shellcheck shell=sh
# Debian's packages, and who may install them. Sourced by ./quickstart.

is_root() { [ "$(id -u)" = 0 ]; }

# Debian, Ubuntu and what is made of them.
is_debian_like() {
  command -v apt-get >/dev/null 2>&1 && command -v dpkg-query >/dev/null 2>&1
}

can_install() { is_root && is_debian_like; }

# Why can_install said no, in words.
why_not_install() {
  if is_debian_like; then
    echo "that needs root (start this as root, for example with sudo)"
  else
    echo "that is done here on Debian and Ubuntu only"
  fi
}

installed() { dpkg-query -W -f='${db:Status-Abbrev}' "$1" 2>/dev/null | grep -q '^ii'; }

# apt_size FALLBACK_MB PACKAGE...: megabytes on disk that installing the packages takes, their dependencies included. The
# machine's own package lists say it; where it has none yet, FALLBACK_MB is what was measured on Debian 12.
apt_size() {
  apt_fallback=$1
  shift
  apt_names=$(apt-get install -s --no-install-recommends "$@" </dev/null 2>/dev/null | sed -n 's/^Inst \([^ ]*\).*/\1/p')
  apt_kb=0
  for apt_name in $apt_names; do
    apt_one=$(apt-cache show --no-all-versions "$apt_name" 2>/dev/null | sed -n 's/^Installed-Size: \([0-9]*\)$/\1/p' | head -n 1)
    apt_kb=$((apt_kb + ${apt_one:-0}))
  done
  if [ "$apt_kb" -gt 0 ]; then echo $((apt_kb / 1000 + 1)); else echo "$apt_fallback"; fi
}

# apt_install PACKAGE...: from the machine's own package sources, no recommended packages, no questions.
apt_install() {
  apt_log=$(mktemp)
  for apt_try in 1 2; do
    if DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 install -y --no-install-recommends "$@" </dev/null >"$apt_log" 2>&1; then
      rm -f "$apt_log"
      return 0
    fi
    # Missing or old package lists are the usual reason, and the only one that a second try can mend.
    [ "$apt_try" = 1 ] && apt-get -o DPkg::Lock::Timeout=120 update </dev/null >>"$apt_log" 2>&1
  done
  tail -n 15 "$apt_log" >&2
  say "apt-get install $* failed; its last lines stand above, all of them in $apt_log."
  return 1
}
