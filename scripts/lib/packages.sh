# shellcheck shell=sh
# Node's packages, in this folder, and the Node that comes with them. Sourced by ./quickstart.

QS_NODE_MB=380

# The lock file's checksum, as it was when node_modules was filled.
packages_stamp=node_modules/.cgoscope-installed
packages_wanted() { cksum <package-lock.json; }

packages_ready() {
  [ -f "$packages_stamp" ] && [ "$(cat "$packages_stamp")" = "$(packages_wanted)" ]
}

# Fills node_modules when it is missing or package-lock.json has changed. No package's script is run.
ensure_packages() {
  packages_ready && return 0
  if ! command -v node >/dev/null 2>&1 || ! command -v npm >/dev/null 2>&1; then
    say "Node and npm are missing. Install Node 18 or newer (on Debian and Ubuntu: apt-get install nodejs npm), then start this again."
    return 1
  fi
  step "Packages: npm ci into $PWD/node_modules, about $QS_NODE_MB MB (nothing outside this folder)"
  packages_log=$(mktemp)
  if ! npm ci --ignore-scripts --no-fund --no-audit </dev/null >"$packages_log" 2>&1; then
    tail -n 20 "$packages_log" >&2
    say "npm ci failed; its last lines stand above, all of them in $packages_log."
    return 1
  fi
  rm -f "$packages_log"
  packages_wanted >"$packages_stamp"
}

# From here on `node` is the packaged Node 24 where there is one for this platform, else the system's when it is new enough.
use_packaged_node() {
  PATH=$PWD/node_modules/.bin:$PATH
  export PATH
  # It has to carry the database's native part, and to run TypeScript as it stands.
  if ! node -e 'process.exit(Number(process.versions.napi) >= 10 && process.features.typescript ? 0 : 1)'; then
    say "This needs Node 22.18 or newer, and no packaged Node fits this platform; the system's is $(node --version)."
    return 1
  fi
}
