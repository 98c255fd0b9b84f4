#!/bin/sh
# Records tests/fixtures/strace: real logs of the host's strace, of small C programs and shells. Needs gcc and strace; runs in /tmp/fixture.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out="$here/../tests/fixtures/strace"
mkdir -p "$out"
rm -rf /tmp/fixture
mkdir /tmp/fixture
cd /tmp/fixture
export PATH=/usr/local/bin:/usr/bin:/bin LC_ALL=C HOME=/tmp/fixture
cat >net.c <<'C'
#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
static void *worker(void *arg) { struct stat st; for (int i = 0; i < 20; i++) { stat("/etc/nothing-here", &st); usleep(100); } return arg; }
int main(void) {
  pthread_t a, b; pthread_create(&a, 0, worker, 0); pthread_create(&b, 0, worker, 0);
  struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons(9)}; inet_pton(AF_INET, "127.0.0.1", &v4.sin_addr);
  struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons(9)}; inet_pton(AF_INET6, "::1", &v6.sin6_addr);
  struct sockaddr_un un = {.sun_family = AF_UNIX, .sun_path = "/run/no socket"};
  connect(socket(AF_INET, SOCK_STREAM, 0), (void *)&v4, sizeof v4);
  connect(socket(AF_INET, SOCK_DGRAM, 0), (void *)&v4, sizeof v4);
  connect(socket(AF_INET6, SOCK_STREAM, 0), (void *)&v6, sizeof v6);
  connect(socket(AF_UNIX, SOCK_STREAM, 0), (void *)&un, sizeof un);
  int dir = open("/etc", O_RDONLY | O_DIRECTORY); openat(dir, "passwd", O_RDONLY); openat(dir, "no-such-file", O_RDONLY);
  open("relative", O_RDONLY); open("odd \"name\"\n\303\274 = -1 ENOENT (x)", O_CREAT | O_RDWR, 0600);
  if (fork() == 0) { execl("/bin/true", "true", "-x", (char *)0); }
  pthread_join(a, 0); pthread_join(b, 0); raise(11); return 0; }
C
printf '#include <signal.h>\n' | cat - net.c >net2.c
gcc -O1 -w -pthread -o net net2.c
gcc -O1 -w -Wl,--dynamic-linker=/lib/ld-not-here.so.1 -o noloader -x c - <<'C'
int main(void) { return 0; }
C
printf '\177ELF\002\001\001garbage of another machine' >foreign
chmod +x foreign
strace -D -f -ttt -T -yy -o "$out/threads.strace" ./net || true
sleep 1 # -D: the tracer ends after the program
strace -f -ttt -T -yy -o "$out/no-loader.strace" ./noloader 2>/dev/null || true
strace -f -ttt -T -yy -o "$out/foreign.strace" ./foreign 2>/dev/null || true
strace -f sh -c '/bin/true; /bin/true & wait' 2>"$out/terminal.strace" || true
strace -t -e trace=execve,openat,exit_group /bin/true 2>"$out/seconds.strace" || true
strace -r -T -y -o "$out/relative.strace" /bin/true
rm -rf /tmp/fixture
ls -l "$out"
