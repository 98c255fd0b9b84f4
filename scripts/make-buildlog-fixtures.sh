#!/bin/sh
# Records tests/fixtures/buildlog: what `go build -x` prints, good and bad. Needs go and gcc; runs in /tmp/fixture.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out="$here/../tests/fixtures/buildlog"
mkdir -p "$out"
rm -rf /tmp/fixture
mkdir /tmp/fixture
cd /tmp/fixture
export GOTOOLCHAIN=local GOFLAGS= GOPROXY=off GOCACHE=/tmp/fixture/cache GOPATH=/tmp/fixture/gopath LC_ALL=C
printf 'module example.com/fixture\n\ngo 1.22\n' >go.mod
mkdir pure withc net bad undefined header library module
printf 'package main\n\nimport "fmt"\n\nfunc main() { fmt.Println("hello") }\n' >pure/main.go
printf 'package main\n\n// static int three(void) { int unused; return 3; }\n// #cgo CFLAGS: -Wall\nimport "C"\n\nfunc main() { println(C.three()) }\n' >withc/main.go
printf 'package main\n\nimport (\n\t"net"\n\t"os/user"\n)\n\nfunc main() {\n\tnet.LookupHost("localhost")\n\tuser.Current()\n}\n' >net/main.go
printf 'package main\n\nfunc main() { undefinedThing(); var x int }\n' >bad/main.go
printf 'package main\n\n// int not_there(void);\nimport "C"\n\nfunc main() { println(C.not_there()) }\n' >undefined/main.go
printf 'package main\n\n// #include <nope/nope.h>\nimport "C"\n\nfunc main() { println(C.three()) }\n' >header/main.go
printf 'package main\n\n// #cgo LDFLAGS: -lnotalib\n// static int three(void) { return 3; }\nimport "C"\n\nfunc main() { println(C.three()) }\n' >library/main.go
printf 'package main\n\nimport "example.org/nope"\n\nfunc main() { nope.X() }\n' >module/main.go
CGO_ENABLED=1 go build -trimpath ./net ./pure 2>/dev/null # the standard library, so that the logs are short
record() {
  name=$1 package=$2
  shift 2
  if go build -x -trimpath -buildvcs=false -o app "$@" "./$package" >"$out/$name.txt" 2>&1; then code=0; else code=$?; fi
  echo "$name: exit $code, $(wc -c <"$out/$name.txt") bytes"
}
export CGO_ENABLED=1
record net-internal net
record net-cached net
record net-static net '-ldflags=-linkmode=external -extldflags=-static'
record withc withc
record compile-error bad
record undefined-reference undefined
record missing-header header
record missing-library library
record missing-module module
export CC=nope-gcc
record missing-compiler withc
unset CC
export CGO_ENABLED=0
go build -trimpath -o warm ./pure
record pure pure
record pure-external pure -ldflags=-linkmode=external
record cgo-off withc
rm -rf /tmp/fixture
