# shellcheck shell=sh
# Other people's readers of binaries, which ours is compared with: readelf, file, and a Python for pyelftools. Sourced by ./quickstart.

QS_REFERENCES_MB=110

# Of binutils, file and python3-venv, the packages that are not here.
missing_references() {
  references=''
  command -v readelf >/dev/null 2>&1 || references="$references binutils"
  command -v file >/dev/null 2>&1 || references="$references file"
  python3 -m venv --help >/dev/null 2>&1 && python3 -c 'import ensurepip' >/dev/null 2>&1 || references="$references python3-venv"
  echo "${references# }"
}

install_references() {
  step "Tests of the ELF reader: apt-get install $1"
  # shellcheck disable=SC2086 # a list of words
  apt_install $1
}
