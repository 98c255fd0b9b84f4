#!/bin/sh
# Builds the lab inside a toolchain container: build.sh SOURCE OUT [go] [glibc] [musl]; no step named: all. README.md says what OUT holds then.
# Each step can run in another toolchain's image over the same OUT. Offline, and with any Go from 1.19 on.
set -eu

source=${1:?the folder of the sources}
out=${2:?the folder to write to}
shift 2
[ $# -gt 0 ] || set -- go glibc musl

mkdir -p "$out/lab/versions"
lab=$(cd "$out/lab" && pwd)
cd "$source"
export GOFLAGS= GOPROXY=off GOTOOLCHAIN=local GO111MODULE=on GOWORK=off
unset GOOS GOARCH

go_build() { # OUTPUT PACKAGE LDFLAGS
  go build -trimpath -buildvcs=false -ldflags "-s -w $3" -o "$lab/$1" "$2"
}

versions() { # STEP LIBC
  gone=$(go env GOVERSION)
  printf '{"go":"%s","libc":%s}\n' "${gone#go}" "$2" >"$lab/versions/$1.json"
}

# The files that a dynamic program needs, under their own paths: what its loader lists, and what libc opens by name (before 2.34 files and dns were modules).
copy_libraries() { # PROGRAM TREE
  LD_TRACE_LOADED_OBJECTS=1 "$1" | while read -r first arrow path _; do
    case "$first" in /*) path=$first ;; esac
    case "$path" in /*) ;; *) continue ;; esac
    mkdir -p "$2$(dirname "$path")"
    cp -L "$path" "$2$path"
    case "$path" in
      */libc.so.6)
        for more in libresolv.so.2 libnss_dns.so.2 libnss_files.so.2 libpthread.so.0 libgcc_s.so.1; do
          [ ! -e "$(dirname "$path")/$more" ] || cp -L "$(dirname "$path")/$more" "$2$(dirname "$path")/$more"
        done
        ;;
    esac
  done
}

for step in "$@"; do
  case "$step" in
    go)
      CGO_ENABLED=0 go_build dnslab . ''
      CGO_ENABLED=0 go_build probe-go ./probe ''
      versions go null
      ;;
    glibc)
      cc=${CC_GLIBC:-gcc}
      CGO_ENABLED=1 CC=$cc go_build probe-go-glibc ./probe ''
      "$cc" -O1 -Wall -Wextra -pthread -o "$lab/probe-c-glibc" getaddrinfo/probe.c
      rm -rf "$lab/glibc"
      mkdir "$lab/glibc"
      copy_libraries "$lab/probe-c-glibc" "$lab/glibc"
      copy_libraries "$lab/probe-go-glibc" "$lab/glibc"
      versions glibc "\"$("$lab/probe-c-glibc" --version)\""
      ;;
    musl)
      cc=${CC_MUSL:-}
      if [ -z "$cc" ]; then
        cc=musl-gcc
        command -v musl-gcc >/dev/null || case "$(gcc -dumpmachine)" in *musl*) cc=gcc ;; esac
      fi
      CGO_ENABLED=1 CC=$cc go_build probe-go-musl ./probe '-linkmode=external -extldflags=-static'
      "$cc" -O1 -Wall -Wextra -pthread -static -o "$lab/probe-c-musl" getaddrinfo/probe.c
      rm -rf "$lab/musl"
      for loader in /lib/ld-musl-*.so.1; do
        [ ! -e "$loader" ] || { mkdir -p "$lab/musl/lib" && cp -L "$loader" "$lab/musl$loader"; }
      done
      versions musl "\"$("$lab/probe-c-musl" --version)\""
      ;;
    *)
      echo "build.sh: there is no step $step: go, glibc, musl" >&2
      exit 2
      ;;
  esac
done
