#!/bin/sh
# Makes tests/fixtures/go: Go binaries of four layouts of the function table (Go 1.15, 1.17, 1.19, the newest), both byte orders and word sizes, and beside
# each what Go's own debug/gosym and debug/buildinfo say of it. Needs go (which fetches the older toolchains by itself), gcc, node 24.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out="$here/../tests/fixtures/go"
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
mkdir -p "$out" "$work/old/yaml.v3" "$work/new/yaml.v3" "$work/new/all" "$work/new/c" "$work/new/plug" "$work/truth"
export GOENV=off GOFLAGS= CGO_ENABLED=0

cp "$here/go-truth/main.go" "$work/truth/"
(cd "$work/truth" && printf 'module truth\n' >go.mod && GOTOOLCHAIN=local go build -o "$work/go-truth" .)

printf 'module example.com/old.x\n\ngo 1.13\n' >"$work/old/go.mod"
cat >"$work/old/yaml.v3/y.go" <<'G'
// Package yaml has a dot in the last element of its path.
package yaml

type Key struct {
	A string
	B interface{}
}

//go:noinline
func (k *Key) Get() string { return k.A }

//go:noinline
func Each(keys map[Key]int, visit func(Key)) {
	for key := range keys {
		visit(key)
	}
}
G
cat >"$work/old/main.go" <<'G'
package main

import "example.com/old.x/yaml.v3"

type embedded struct{ *yaml.Key }

func main() {
	yaml.Each(map[yaml.Key]int{{A: "a"}: 1}, func(key yaml.Key) { println(key.A) })
	var getter interface{ Get() string } = embedded{&yaml.Key{}}
	println(getter.Get())
}
G
printf 'module example.com/fixture.x\n\ngo 1.19\n' >"$work/new/go.mod"
cat >"$work/new/yaml.v3/y.go" <<'G'
// Package yaml has a dot in the last element of its path, and generic types and functions.
package yaml

import "sort"

type Node[T any] struct{ items []T }

//go:noinline
func (n *Node[T]) Add(item T) { n.items = append(n.items, item) }

//go:noinline
func Sort[T any](items []T, less func(a, b T) bool) {
	sort.Slice(items, func(i, j int) bool { return less(items[i], items[j]) })
}
G
cat >"$work/new/all/main.go" <<'G'
package main

import (
	"crypto/x509"
	"fmt"
	"net"
	"os"
	"time"
	_ "time/tzdata"

	"example.com/fixture.x/yaml.v3"
)

func main() {
	fmt.Println(time.LoadLocation(os.Args[1]))
	fmt.Println(net.LookupHost(os.Args[1]))
	fmt.Println(x509.SystemCertPool())
	words := []string{"b", "a"}
	yaml.Sort(words, func(a, b string) bool { return a < b })
	node := &yaml.Node[map[string]net.IP]{}
	node.Add(nil)
	go func() { defer fmt.Println(node) }()
}
G
cat >"$work/new/c/main.go" <<'G'
package main

// static int three(void) { return 3; }
// extern void goBack(int);
// static void callback(void) { goBack(3); }
import "C"

//export goBack
func goBack(n C.int) { println("back", n) }

func main() { println(C.three()); C.callback() }
G

cat >"$work/new/plug/main.go" <<'G'
package main

import "plugin"

func main() { println(plugin.Open("x.so")) }
G

# build NAME TOOLCHAIN FOLDER PACKAGE [flag…]
build() {
  name=$1 toolchain=$2 folder=$3 package=$4
  shift 4
  (cd "$work/$folder" && GOTOOLCHAIN=$toolchain go build -trimpath -o "$work/$name" "$@" "$package")
}
# keep NAME [--no-sections]; what Go says is taken of NAME, the bytes of NAME-s where there is one: the same, stripped
keep() {
  "$work/go-truth" "$work/$1" >"$out/$1.expected.json"
  bytes="$work/$1"
  [ -e "$bytes-s" ] && bytes="$bytes-s"
  node "$here/make-go-fixtures.ts" "$bytes" "$out/$1.gz" ${2:-}
}

GOARCH=mips build go1.15-mips go1.15.15 old . && GOARCH=mips build go1.15-mips-s go1.15.15 old . -ldflags=-s && keep go1.15-mips
build go1.15-pie go1.15.15 old . -buildmode=pie && build go1.15-pie-s go1.15.15 old . -buildmode=pie -ldflags=-s && keep go1.15-pie --no-sections
GOARCH=s390x build go1.17-s390x go1.17.13 old . && GOARCH=s390x build go1.17-s390x-s go1.17.13 old . -ldflags=-s && keep go1.17-s390x
GOARCH=386 build go1.19-386 go1.19.13 new ./all && GOARCH=386 build go1.19-386-s go1.19.13 new ./all -ldflags=-s && keep go1.19-386
CGO_ENABLED=1 build go1.19-cgo-pie go1.19.13 new ./c -buildmode=pie && keep go1.19-cgo-pie
GOARCH=arm64 build newest-arm64 local new ./all && GOARCH=arm64 build newest-arm64-s local new ./all -ldflags=-s && keep newest-arm64 --no-sections
CGO_ENABLED=1 build newest-race-plugin local new ./plug -race && CGO_ENABLED=1 build newest-race-plugin-s local new ./plug -race -ldflags=-s && keep newest-race-plugin
GOOS=windows GOARCH=arm64 build newest-windows local old . -ldflags=-s && keep newest-windows
GOOS=darwin GOARCH=arm64 build newest-darwin local old . -ldflags=-s && keep newest-darwin
GOOS=windows GOARCH=386 build go1.17-windows go1.17.13 old . -ldflags=-s && keep go1.17-windows
GOOS=darwin build go1.17-darwin go1.17.13 old . -ldflags=-s && keep go1.17-darwin
du -sh "$out"
