# shellcheck shell=sh
# shellcheck disable=SC2034 # what is set here, ./quickstart reads
# Emulation of the foreign platform, so that the sample's foreign cells run: qemu's user mode, registered with the kernel. Sourced by ./quickstart.

QS_QEMU_MB=380

# The platform that the sample has besides the engine's own, and qemu's name of it.
foreign_of() {
  case $1 in
  linux/arm64*) echo linux/amd64 ;;
  *) echo linux/arm64 ;;
  esac
}
qemu_name() {
  case $1 in
  linux/amd64) echo qemu-x86_64 ;;
  *) echo qemu-aarch64 ;;
  esac
}

binfmt=/proc/sys/fs/binfmt_misc

# The kernel's own entry: it must be enabled, and have the flag F, without which containers do not see the emulator.
emulator_registered() {
  [ -r "$binfmt/$1" ] && grep -q '^enabled$' "$binfmt/$1" && grep -q '^flags:.*F' "$binfmt/$1"
}

# Can this machine be changed for that engine at all? Only where the engine is this machine's own.
engine_is_local() {
  case $1 in
  unix:///var/run/docker.sock | unix:///run/docker.sock) [ "$(uname -s)" = Linux ] ;;
  *) return 1 ;;
  esac
}

# install_emulation QEMU-NAME: 0 when the kernel has the entry afterwards.
install_emulation() {
  step "Emulation: $1"
  if ! installed qemu-user-static || ! installed binfmt-support; then
    apt_install qemu-user-static binfmt-support || return 1
  fi
  if [ ! -e $binfmt/register ]; then
    mount -t binfmt_misc binfmt_misc $binfmt || {
      say "The kernel's binfmt_misc can't be mounted here, so no emulator can be registered."
      return 1
    }
  fi
  emulator_registered "$1" || update-binfmts --enable "$1" >&2 || :
  if emulator_registered "$1"; then
    say "$1 is registered: $(tr '\n' ' ' <"$binfmt/$1" | cut -c1-120)"
    return 0
  fi
  if [ -e "$binfmt/$1" ]; then
    say "$1 is registered without the flag F, so containers do not see it. Registering it again with F: update-binfmts --disable $1; then update-binfmts --enable $1 with Debian's qemu-user-static."
  else
    say "The kernel did not take $1."
  fi
  return 1
}
