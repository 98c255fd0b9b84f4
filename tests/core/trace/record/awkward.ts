// One static C program that behaves as awkwardly as programs do, and images of it: empty ones, with accounts, with a stop signal of their own.
import { loadScratchImage } from '../../../helpers/busybox.ts';
import { patient } from '../../../helpers/toolchain.ts';
import type { Engine, TarFile } from '../../../../src/core/engine/index.ts';
import type { ToolchainRoom } from '../../../../src/core/toolchain/index.ts';

const SOURCE = String.raw`
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static void stopped(int number) { write(1, "stopped\n", 8); _exit(0); (void)number; }

static int serve(int port, int takes) {
  if (takes) { signal(SIGTERM, stopped); signal(SIGUSR1, stopped); }
  int s = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_ANY)};
  if (bind(s, (void *)&at, sizeof at) || listen(s, 8)) return 9;
  puts("serving now"); fflush(stdout);
  for (;;) { int c = accept(s, 0, 0); if (c >= 0) { write(c, "HTTP/1.0 200 OK\r\n\r\nhello\n", 25); close(c); } }
}

int main(int argc, char **argv) {
  const char *what = argc > 1 ? argv[1] : "nothing";
  if (!strcmp(what, "open")) { for (int i = 2; i < argc; i++) { int fd = open(argv[i], O_RDONLY); printf("%s %s\n", argv[i], fd < 0 ? strerror(errno) : "opened"); } return 0; }
  if (!strcmp(what, "who")) { printf("uid %d gid %d\n", getuid(), getgid()); int fd = open("/written", O_WRONLY | O_CREAT, 0600); printf("%s\n", fd < 0 ? strerror(errno) : "written"); return 0; }
  if (!strcmp(what, "env")) { printf("%s\n", getenv("SECRET") ? "has it" : "has it not"); return access("/env-was-asked", F_OK) ? 0 : 1; }
  if (!strcmp(what, "exit")) return atoi(argv[2]);
  if (!strcmp(what, "segv")) { volatile int *nowhere = 0; *nowhere = 1; }
  if (!strcmp(what, "abort")) abort();
  if (!strcmp(what, "fork")) {
    for (int i = 0; i < 3; i++) if (fork() == 0) { access("/a-child-was-here", F_OK); _exit(i); }
    int seen = 0, status; while (wait(&status) > 0) seen++;
    printf("%d children, then %s\n", seen, strerror(errno)); return seen == 3 ? 0 : 7;
  }
  if (!strcmp(what, "orphan")) { if (fork() == 0) { sleep(60); _exit(0); } puts("gone before my child"); return 0; }
  if (!strcmp(what, "exec")) { execv(argv[2], argv + 2); printf("exec: %s\n", strerror(errno)); return 4; }
  if (!strcmp(what, "forever")) for (;;) pause();
  if (!strcmp(what, "calls")) { for (long i = 0; i < atol(argv[2]); i++) access("/not-there", F_OK); return 0; }
  if (!strcmp(what, "calls-forever")) for (;;) access("/not-there-either-and-with-a-long-name-so-that-the-log-grows", F_OK);
  if (!strcmp(what, "flood")) { static char kilobyte[1024]; memset(kilobyte, 'x', 1024); for (long i = 0; i < atol(argv[2]); i++) if (write(1, kilobyte, 1024) < 0) return 1; puts("the last line"); return 0; }
  if (!strcmp(what, "traced?")) { if (ptrace(PTRACE_TRACEME, 0, 0, 0) != 0) { puts("somebody watches"); return 5; } return 0; }
  if (!strcmp(what, "serve")) return serve(8080, 1);
  if (!strcmp(what, "serve-deaf")) return serve(8080, 0);
  puts("nothing to do"); return 0;
}
`;

/** The program, for the engine's own platform; linked with nothing, so that an empty image can start it. */
export async function awkwardProgram(engine: Engine, toolchains: ToolchainRoom, platform: string): Promise<Buffer> {
  const toolchain = await toolchains.ensure({ go: '1.24', platform, libc: 'glibc', packages: [] }, patient);
  const builder = await engine.startLeased({ image: toolchain.image, role: 'build', run: '-', argv: ['cat'], network: 'none' });
  try {
    await engine.putFiles(builder.id, '/', [{ name: 'awkward.c', type: 'file', mode: 0o644, content: Buffer.from(SOURCE) }]);
    let log = '';
    const take = (chunk: Buffer): void => void (log += chunk.toString());
    const { code } = await engine.exec(builder.id, {
      argv: [toolchain.cgoEnv['CC'] ?? 'gcc', '-static', '-O1', '-w', '-o', '/awkward', '/awkward.c'],
      env: { ...toolchain.env, ...toolchain.cgoEnv },
      onStdout: take,
      onStderr: take,
    });
    const file = code === 0 ? await engine.getFile(builder.id, '/awkward') : null;
    if (file === null) throw new Error(`the awkward program was not built: ${log}`);
    return file.content;
  } finally {
    await builder.end();
  }
}

/** Images that go when the test is over. */
export function awkwardImages(engine: Engine, platform: string, program: Buffer) {
  const made: string[] = [];
  return {
    async image(name: string, config: Record<string, unknown> = {}, files: TarFile[] = []): Promise<string> {
      const tag = `cgoscope-test-record/${name}:1`;
      await loadScratchImage(engine, tag, platform, [{ name: 'awkward', type: 'file', mode: 0o755, content: program }, ...files], config);
      made.push(tag);
      return tag;
    },
    async remove() {
      for (const tag of made) await engine.removeImage(tag);
    },
  };
}
