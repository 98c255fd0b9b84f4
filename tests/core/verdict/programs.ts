// Programs of every kind, really built: one script in a toolchain that has all compilers, its results kept on this machine under the script's own hash.
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Engine, TarFile } from '../../../src/core/engine/index.ts';
import type { ToolchainRoom } from '../../../src/core/toolchain/index.ts';
import { patient, TEST_CACHE } from '../../helpers/toolchain.ts';

/** Whatever starts says so; nothing else does. */
export const MARK = 'it runs';

const SOURCES: Readonly<Record<string, string>> = {
  'go/go.mod': 'module example.test/it\n\ngo 1.22\n',
  'go/main.go': `package main

func main() { println("${MARK}") }
`,
  'cgo/go.mod': 'module example.test/it\n\ngo 1.22\n',
  'cgo/main.go': `package main

// #include <stdio.h>
// static void say(void) { fputs("${MARK}\\n", stderr); fflush(stderr); }
import "C"

func main() { C.say() }
`,
  'lookup/go.mod': 'module example.test/it\n\ngo 1.22\n',
  'lookup/main.go': `package main

import (
	"crypto/x509"
	"net"
	"os/user"
	"time"
)

func main() {
	println("${MARK}")
	user.Current()
	net.LookupHost("localhost")
	x509.SystemCertPool()
	time.LoadLocation("Europe/Vienna")
}
`,
  'shared/go.mod': 'module example.test/it\n\ngo 1.22\n',
  'shared/main.go': `package main

import "C"

//export Three
func Three() C.int { return 3 }

func main() {}
`,
  'say.c': `#include <stdio.h>\nint main(void) { puts("${MARK}"); return 0; }\n`,
  'one.c': 'int two(void);\nint one(void) { return two() - 1; }\n',
  'two.c': 'int two(void) { return 2; }\n',
  'uses-one.c': `#include <stdio.h>\nint one(void);\nint main(void) { if (one() == 1) puts("${MARK}"); return 0; }\n`,
  // strlcpy came with glibc 2.38, and musl has always had it.
  'new.c': `#include <stdio.h>\n#include <string.h>\nsize_t strlcpy(char *, const char *, size_t);\nint main(int argc, char **argv) { char b[9]; strlcpy(b, argv[0], sizeof b); puts("${MARK}"); return b[0] == 0; }\n`,
  'old.c': `#include <unistd.h>\nint main(void) { return write(1, "${MARK}\\n", ${MARK.length + 1}) < 0; }\n`,
  'lacks.c': `#include <stdio.h>\nextern int not_there_at_all(void);\nint main(int argc, char **argv) { if (argc > 99) not_there_at_all(); puts("${MARK}"); return 0; }\n`,
  'data.c': `#include <stdio.h>\nextern int datum_not_there;\nint main(int argc, char **argv) { puts("${MARK}"); return argc > 99 ? datum_not_there : 0; }\n`,
  'dl.c': `#include <dlfcn.h>\n#include <stdio.h>\nint main(int argc, char **argv) {\n  if (argc < 2 || !dlopen(argv[1], RTLD_NOW)) { fputs(argc < 2 ? "?" : dlerror(), stderr); return 1; }\n  puts("${MARK}");\n  return 0;\n}\n`,
  'tls.c': '__thread int counter __attribute__((tls_model("initial-exec")));\nint count(void) { return ++counter; }\n',
  // Starts every command line (id, program, argument or -) in turn and tells how it ended: what execve said, or code or signal, and what was printed.
  'runner.c': `#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
extern char **environ;
int main(int argc, char **argv) {
  unsetenv("RUNNER");
  for (int i = 1; i + 2 < argc; i += 3) {
    int said[2], failed[2], error = 0, status = 0;
    if (pipe(said) || pipe2(failed, O_CLOEXEC)) return 1;
    pid_t child = fork();
    if (child == 0) {
      setpgid(0, 0);
      dup2(said[1], 1); dup2(said[1], 2); close(said[0]); close(said[1]);
      char *args[] = { argv[i + 1], strcmp(argv[i + 2], "-") ? argv[i + 2] : 0, 0 };
      execve(argv[i + 1], args, environ);
      error = errno;
      if (write(failed[1], &error, sizeof error)) {}
      _exit(0);
    }
    close(said[1]); close(failed[1]);
    char text[4096]; size_t have = 0;
    for (;;) {
      struct pollfd p = { said[0], POLLIN, 0 };
      if (poll(&p, 1, 8000) <= 0) { kill(-child, SIGKILL); break; }
      char more[512]; ssize_t n = read(said[0], more, sizeof more);
      if (n <= 0) break;
      for (ssize_t k = 0; k < n && have < sizeof text; k++) text[have++] = more[k];
    }
    close(said[0]);
    waitpid(child, &status, 0);
    if (read(failed[0], &error, sizeof error) != sizeof error) error = 0;
    close(failed[0]);
    printf("%s %d %d %d ", argv[i], error, WIFEXITED(status) ? WEXITSTATUS(status) : -1, WIFSIGNALED(status) ? WTERMSIG(status) : 0);
    for (size_t k = 0; k < have; k++) printf("%02x", (unsigned char)text[k]);
    putchar('\\n');
    fflush(stdout);
  }
  return 0;
}
`,
};

const SCRIPT = `set -e
export PATH=$1/bin:$PATH GOCACHE=/gocache GOTOOLCHAIN=local GOFLAGS= GOPROXY=off CGO_ENABLED=0
mkdir -p /out && cd /src
g() { ( name=$1; shift; dir=$1; shift; cd $dir; while [ "$1" != -- ]; do export "$1"; shift; done; shift; go build -trimpath -buildvcs=false "$@" -o /out/$name . ); }
A="CC=aarch64-linux-gnu-gcc GOARCH=arm64 CGO_ENABLED=1"
AM="CC=aarch64-linux-musl-gcc GOARCH=arm64 CGO_ENABLED=1"
G="CC=gcc CGO_ENABLED=1"
M="CC=x86_64-linux-musl-gcc CGO_ENABLED=1"
E="-ldflags=-linkmode=external"
S="-ldflags=-linkmode=external -extldflags=-static"
for arch in amd64 arm64 riscv64; do g go-$arch go GOARCH=$arch -- ; done
g go-amd64-v3 go GOAMD64=v3 --
g go-windows go GOOS=windows --
if [ "$2" = all ]; then
  for arch in 386 s390x; do g go-$arch go GOARCH=$arch -- ; done
  g go-armv7 go GOARCH=arm GOARM=7 --
  g go-amd64-v4 go GOAMD64=v4 --
  g go-arm64-lse go GOARCH=arm64 GOARM64=v8.1 --
  g go-darwin go GOOS=darwin --
  g go-freebsd go GOOS=freebsd --
  g go-pie-arm64 go GOARCH=arm64 -- -buildmode=pie
  g lookup-pure lookup --
  g lookup-glibc-static lookup $G -- "$S"
  g shared-musl.so shared $M -- -buildmode=c-shared
fi
g go-pie-amd64 go GOARCH=amd64 -- -buildmode=pie
g cgo-glibc cgo $G -- "$E"
g cgo-glibc-pie cgo $G -- -buildmode=pie "$E"
g cgo-glibc-static cgo $G -- "$S"
g cgo-musl cgo $M -- "$E"
g cgo-musl-static cgo $M -- "$S"
g cgo-arm64-glibc cgo $A -- "$E"
g cgo-arm64-glibc-static cgo $A -- "$S"
g cgo-arm64-musl cgo $AM -- "$E"
g cgo-arm64-musl-static cgo $AM -- "$S"
g shared-glibc.so shared $G -- -buildmode=c-shared
rm -f /out/*.h
gcc -shared -fPIC -o /out/libtwo.so.1 two.c -Wl,-soname,libtwo.so.1
gcc -shared -fPIC -o /out/libone.so one.c /out/libtwo.so.1 -Wl,-soname,libone.so
gcc -shared -fPIC -o /out/libone-runpath.so one.c /out/libtwo.so.1 -Wl,-soname,libone.so -Wl,--enable-new-dtags,-rpath,'$ORIGIN/more'
x86_64-linux-musl-gcc -shared -fPIC -o /out/musl-libtwo.so.1 two.c -Wl,-soname,libtwo.so.1
x86_64-linux-musl-gcc -shared -fPIC -o /out/musl-libone.so one.c /out/musl-libtwo.so.1 -Wl,-soname,libone.so
for how in none:-Wl,--as-needed rpath:-Wl,--disable-new-dtags,-rpath,/opt/lib runpath:-Wl,--enable-new-dtags,-rpath,/opt/lib origin:-Wl,--enable-new-dtags,-rpath,'$ORIGIN/../opt/lib' lib:-Wl,--enable-new-dtags,-rpath,'/opt/$LIB' absent:-Wl,--enable-new-dtags,-rpath,/nowhere; do
  gcc -o /out/c-needs-\${how%%:*} uses-one.c /out/libone.so -Wl,--allow-shlib-undefined,-z,lazy \${how#*:}
  x86_64-linux-musl-gcc -o /out/m-needs-\${how%%:*} uses-one.c /out/musl-libone.so -Wl,--allow-shlib-undefined \${how#*:}
done
gcc -o /out/c-say say.c
gcc -static-pie -o /out/c-say-static-pie say.c
gcc -o /out/c-new new.c
gcc -nostdlib -o /out/c-nolibc -static -x c - <<'EOC'
void _start(void) { long r; const char t[] = "${MARK}\\n"; __asm__ volatile("syscall" : "=a"(r) : "a"(1), "D"(1), "S"(t), "d"(sizeof t - 1) : "rcx", "r11", "memory"); __asm__ volatile("syscall" : "=a"(r) : "a"(60), "D"(0) : "rcx", "r11", "memory"); }
EOC
gcc -m32 -nostdlib -static -o /out/c-i386 -x c - <<'EOC'
void _start(void) { int r; static const char t[] = "${MARK}\\n"; __asm__ volatile("int $0x80" : "=a"(r) : "a"(4), "b"(1), "c"(t), "d"(sizeof t - 1) : "memory"); __asm__ volatile("int $0x80" : "=a"(r) : "a"(1), "b"(0) : "memory"); }
EOC
aarch64-linux-gnu-gcc -o /out/c-arm64-say say.c
aarch64-linux-musl-gcc -o /out/m-arm64-say say.c
x86_64-linux-musl-gcc -o /out/m-say say.c
x86_64-linux-musl-gcc -o /out/m-new new.c
printf 'int not_there_at_all(void) { return 0; }\nint datum_not_there;\n' > more.c
gcc -shared -fPIC -o more.so more.c -Wl,-soname,libtwo.so.1
x86_64-linux-musl-gcc -shared -fPIC -o more-musl.so more.c -Wl,-soname,libtwo.so.1
gcc -o /out/c-lacks-lazy lacks.c more.so -Wl,-z,lazy,-rpath,/opt/lib
gcc -o /out/c-lacks-now lacks.c more.so -Wl,-z,now,-rpath,/opt/lib
gcc -fPIE -pie -o /out/c-lacks-data data.c more.so -Wl,-z,lazy,-rpath,/opt/lib
x86_64-linux-musl-gcc -o /out/m-lacks lacks.c more-musl.so -Wl,-rpath,/opt/lib
gcc -o /out/dl-glibc dl.c
x86_64-linux-musl-gcc -o /out/dl-musl dl.c
gcc -shared -fPIC -o /out/tls-glibc.so tls.c
x86_64-linux-musl-gcc -shared -fPIC -o /out/tls-musl.so tls.c
gcc -c -o /out/c-object.o say.c
x86_64-linux-musl-gcc -static -O1 -o /out/runner runner.c
head -c 40 /out/c-say > /out/cut-header
head -c 600000 /out/go-amd64 > /out/cut-half
strip -o /out/stripped /out/go-amd64
printf '#!/bin/sh\\necho ${MARK}\\n' > /out/script
printf '#!/bin/sh\\r\\necho ${MARK}\\r\\n' > /out/script-crlf
printf '#!/usr/bin/env sh\\necho ${MARK}\\n' > /out/script-env
printf '#!/usr/bin/env nowhere\\necho ${MARK}\\n' > /out/script-env-absent
printf '#!/usr/bin/nowhere\\necho ${MARK}\\n' > /out/script-absent
printf 'echo ${MARK}\\n' > /out/text
: > /out/empty
`;

/** All of them in `npm run campaign -- verdicts`; else those whose build takes no compiler of a further platform or level. */
export const WHICH: 'all' | 'sample' = process.env['CGOSCOPE_CAMPAIGN'] === 'verdicts' ? 'all' : 'sample';

/** One folder of programs by name. */
export async function buildPrograms(engine: Engine, room: ToolchainRoom): Promise<{ folder: string; names: string[] }> {
  const toolchain = await room.ensure({ go: '1.24', platform: 'linux/arm64', libc: 'glibc', packages: [] }, patient);
  const hash = createHash('sha256')
    .update(JSON.stringify([SOURCES, SCRIPT, WHICH, toolchain.digest]))
    .digest('hex')
    .slice(0, 16);
  const folder = join(TEST_CACHE, 'verdict-programs', hash);
  const known = await readdir(folder).catch(() => null);
  if (known !== null) return { folder, names: known.sort() };
  await engine.ensureVolume('cgoscope-tests-gocache', 'cache');
  const builder = await engine.startLeased({
    image: toolchain.image,
    role: 'build',
    run: '-',
    argv: ['cat'],
    network: 'none',
    mounts: [{ volume: 'cgoscope-tests-gocache', target: '/gocache', readOnly: false }],
  });
  const part = `${folder}.part`;
  try {
    const folders = ['src', ...new Set(Object.keys(SOURCES).flatMap((name) => (name.includes('/') ? [`src/${name.split('/')[0] ?? ''}`] : [])))];
    await engine.putFiles(builder.id, '/', [
      ...folders.map((name): TarFile => ({ name, type: 'directory', mode: 0o755 })),
      ...Object.entries(SOURCES).map(([name, content]): TarFile => ({ name: `src/${name}`, type: 'file', mode: 0o644, content: Buffer.from(content) })),
    ]);
    let log = '';
    const take = (chunk: Buffer): void => void (log += chunk.toString());
    const { code } = await engine.exec(builder.id, {
      argv: ['/bin/sh', '-c', SCRIPT, 'build', toolchain.goroot, WHICH],
      env: { ...toolchain.env, HOME: '/tmp' },
      onStdout: take,
      onStderr: take,
    });
    if (code !== 0) throw new Error(`the programs could not be built (${code}): ${log.slice(-4_000)}`);
    let list = '';
    await engine.exec(builder.id, { argv: ['/bin/sh', '-c', 'ls /out'], onStdout: (chunk) => void (list += chunk.toString()) });
    await rm(part, { recursive: true, force: true });
    await mkdir(part, { recursive: true });
    for (const name of list.split('\n').filter((each) => each !== '')) {
      const file = await engine.getFile(builder.id, `/out/${name}`, 64 << 20);
      if (file === null) throw new Error(`/out/${name} is gone`);
      await writeFile(join(part, name), file.content);
    }
    // What a derived image is put together from.
    for (const name of ['ld-linux-x86-64.so.2', 'libc.so.6']) {
      const file = await engine.getFile(builder.id, `/usr/lib/x86_64-linux-gnu/${name}`, 64 << 20);
      if (file !== null) await writeFile(join(part, `system-${name}`), file.content);
    }
    await rename(part, folder);
  } finally {
    await builder.end();
  }
  return { folder, names: (await readdir(folder)).sort() };
}

export const program = (folder: string, name: string): Promise<Buffer> => readFile(join(folder, name));
