#!/bin/sh
# Makes tests/fixtures/elf: real binaries of real compilers, and beside each what readelf and `go version -m` say of it (never our own reader).
# Needs gcc, binutils, go, node; makes what the compilers at hand allow: musl-gcc, aarch64-linux-gnu-gcc, arm-linux-gnueabihf-gcc, riscv64-linux-gnu-gcc
# (Debian: musl-tools, gcc-aarch64-linux-gnu libc6-dev-arm64-cross, …).
# Code and data that no test looks at is blanked with zeros and the file compressed, so that a whole Go program takes a few kB; size and layout stay.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out="$here/../tests/fixtures/elf"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"

cat >"$work/hello.c" <<'C'
#include <stdio.h>
#include <stdlib.h>
static __thread int mine = 3;
__attribute__((constructor)) static void early(void) { mine++; }
int main(int argc, char **argv) { char *home = getenv("HOME"); printf("%d %s\n", mine, home ? home : "-"); if (argc > 5) perror(argv[1]); return 0; }
C
cat >"$work/lib.c" <<'C'
#include <string.h>
__thread int shared_mine = 3;
__thread int fixed __attribute__((tls_model("initial-exec"))) = 4;
static void *here = &here;
int twice(const char *text) { return 2 * (int)strlen(text) + shared_mine + fixed + (here != 0); }
C
cat >"$work/bare.c" <<'C'
static int one = 1;
int *place = &one;
void _start(void) { for (;;) { } }
C
cat >"$work/go.mod" <<'M'
module example.com/fixture

go 1.22
M
mkdir -p "$work/pure" "$work/net" "$work/withc"
printf 'package main\n\nimport "fmt"\n\nfunc main() { fmt.Println("hello") }\n' >"$work/pure/main.go"
printf 'package main\n\nimport (\n\t"fmt"\n\t"net"\n\t"os/user"\n)\n\nfunc main() {\n\tnames, err := net.LookupHost("localhost")\n\tme, _ := user.Current()\n\tfmt.Println(names, err, me)\n}\n' >"$work/net/main.go"
printf 'package main\n\n// static int three(void) { return 3; }\nimport "C"\nimport "fmt"\n\nfunc main() { fmt.Println(C.three()) }\n' >"$work/withc/main.go"

# keep NAME FILE [section…]: the named sections are blanked in the fixture; what readelf says is taken from the untouched file
keep() {
  name=$1 file=$2
  shift 2
  node "$here/elf-expected.mjs" "$file" >"$out/$name.expected.json"
  cp "$file" "$work/blank"
  LC_ALL=C readelf -SW "$file" | sed -n 's/^ *\[ *[0-9]*\] *\(\.[^ ]*\) *\([A-Z_]*\) *[0-9a-f]* *\([0-9a-f]*\) *\([0-9a-f]*\) .*/\1 \2 \3 \4/p' | while read -r section type offset size; do
    [ "$type" = NOBITS ] && continue
    for pattern in "$@"; do
      case $section in
        $pattern) node -e 'const fs=require("fs");const fd=fs.openSync(process.argv[1],"r+");fs.writeSync(fd,Buffer.alloc(+process.argv[3]),0,+process.argv[3],+process.argv[2]);' "$work/blank" "$((0x$offset))" "$((0x$size))" ;;
      esac
    done
  done
  gzip -9 -n -c "$work/blank" >"$out/$name.gz"
  echo "$name $(wc -c <"$file") -> $(wc -c <"$out/$name.gz")"
}
have() { command -v "$1" >/dev/null 2>&1 || { echo "$1 is not here: its fixtures stay as they are" >&2; return 1; }; }

cd "$work"
gcc -O1 -s -o c-pie hello.c && keep c-glibc-pie c-pie
gcc -O1 -no-pie -o c-exe hello.c && keep c-glibc-exe c-exe
gcc -O1 -static -o c-static hello.c && keep c-glibc-static c-static .text .symtab .eh_frame
gcc -O1 -s -static-pie -o c-static-pie hello.c && keep c-glibc-static-pie c-static-pie .text .eh_frame
gcc -O1 -fPIC -shared -Wl,-soname,libfixture.so.1 -Wl,-rpath,/opt/lib:/usr/local/lib -Wl,--disable-new-dtags -o lib.so lib.c && keep c-glibc-shared lib.so
gcc -O1 -fPIC -c -o lib.o lib.c && keep c-object lib.o
gcc -O1 -s -Wl,-z,pack-relative-relocs -Wl,-rpath,/opt/lib -o c-relr hello.c && keep c-glibc-relr c-relr
gcc -O1 -m32 -fPIC -nostdlib -shared -o i386.so bare.c && keep i386-shared i386.so
if have musl-gcc; then
  musl-gcc -O1 -s -o m-dyn hello.c && keep c-musl-pie m-dyn
  musl-gcc -O1 -static -s -o m-static hello.c && keep c-musl-static m-static .text .eh_frame
fi
for cross in aarch64-linux-gnu arm-linux-gnueabihf riscv64-linux-gnu; do
  have $cross-gcc || continue
  $cross-gcc -O1 -o x-dyn hello.c && keep c-$cross x-dyn
  $cross-gcc -O1 -fPIC -shared -o x.so lib.c && keep c-$cross-shared x.so
done

export GOTOOLCHAIN=local GOFLAGS= CGO_ENABLED=0
blank='.text .rodata .gopclntab .typelink .itablink .noptrdata .data .symtab .debug_* .zdebug_* .eh_frame .data.rel.ro .data.rel.ro.gopclntab .data.rel.ro.typelink .data.rel.ro.itablink .gosymtab'
build() { output=$1 package=$2; shift 2; go build -trimpath -buildvcs=false -o "$output" "$@" "./$package"; }
set -f # the patterns are for the sections, not for the files here
build go-pure pure && keep go-pure go-pure $blank .strtab
build go-pure-pie pure -buildmode=pie && keep go-pure-pie go-pure-pie $blank .strtab
for arch in 386 arm arm64 mips riscv64 s390x; do
  GOARCH=$arch build go-$arch pure && keep go-pure-$arch go-$arch $blank .strtab
done
export CGO_ENABLED=1
build go-net net && keep go-net-cgo go-net $blank
build go-net-stripped net -ldflags=-s && keep go-net-cgo-stripped go-net-stripped .text .rodata .typelink .itablink .noptrdata .data .debug_*
build go-withc withc && keep go-withc go-withc $blank
build go-static net '-ldflags=-linkmode=external -extldflags=-static' && keep go-net-glibc-static go-static $blank
build go-static-pie net -buildmode=pie '-ldflags=-linkmode=external -extldflags=-static-pie' && keep go-net-glibc-static-pie go-static-pie $blank
build go-shared withc -buildmode=c-shared && keep go-c-shared go-shared $blank
if have musl-gcc; then
  CC=musl-gcc build go-musl net '-ldflags=-linkmode=external -extldflags=-static' && keep go-net-musl-static go-musl $blank
  CC=musl-gcc build go-musl-dyn withc && keep go-withc-musl go-musl-dyn $blank
fi
du -sh "$out"
