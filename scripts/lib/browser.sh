# shellcheck shell=sh
# shellcheck disable=SC2034 # what is set here, ./quickstart reads
# The browser of the browser tests: the system's Chromium, from the machine's own package sources. Sourced by ./quickstart.

QS_CHROMIUM_MB=420

# The same places as scripts/lib/chromium.ts.
has_chromium() {
  [ -n "${CGOSCOPE_CHROMIUM:-}" ] || [ -x /usr/bin/chromium ] || [ -x /usr/bin/chromium-browser ] || [ -x /usr/bin/google-chrome ]
}

# Ubuntu's package of that name is a snap, which does not work without its daemon.
can_install_chromium() {
  can_install && ! grep -q '^ID=ubuntu' /etc/os-release 2>/dev/null
}

install_chromium() {
  step "Browser tests: apt-get install chromium"
  apt_install chromium || {
    browser_reason="its installation failed"
    return 1
  }
}
