#!/bin/sh
# Records tests/fixtures/strace: real logs of the host's strace, of small C programs and shells. Needs gcc, strace and qemu-user-static; runs in /tmp/fixture.
# `sh scripts/make-strace-fixtures.sh many` records those of the small static program only.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out="$here/../tests/fixtures/strace"
mkdir -p "$out"
rm -rf /tmp/fixture
mkdir /tmp/fixture
cd /tmp/fixture
export PATH=/usr/local/bin:/usr/bin:/bin LC_ALL=C HOME=/tmp/fixture
if [ "${1-}" != many ]; then
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
fi
# One small static program in every form that strace has: processes, a thread that executes, descriptors on their ways, signals.
cat >many.c <<'C'
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
static void on(int s) { (void)s; }
static void *thread(void *arg) { usleep(3000); execl("./hello", "hello", (char *)0); return arg; }
int main(void) {
  int p[2], s[2], status; char byte; struct stat st; pthread_t t; struct timespec ts = {0, 20000000};
  umask(022);
  pipe2(p, O_CLOEXEC); socketpair(AF_UNIX, SOCK_STREAM, 0, s);
  int fd = open("/etc/passwd", O_RDONLY); dup2(fd, 40); fcntl(fd, F_DUPFD_CLOEXEC, 50); read(40, &byte, 1); close(fd); close(40);
  int dir = open("/etc", O_RDONLY | O_DIRECTORY); openat(dir, "no-such-file", O_RDONLY); stat("/nope", &st); epoll_create1(EPOLL_CLOEXEC);
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(53)}; inet_pton(AF_INET, "127.0.0.1", &a.sin_addr);
  int u = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0); connect(u, (void *)&a, sizeof a); send(u, "abc", 3, 0);
  signal(SIGALRM, on); struct itimerval it = {{0, 0}, {0, 5000}};
  if (fork() == 0) { usleep(2000); write(s[1], "y", 1); read(s[1], &byte, 0); _exit(3); }
  if (fork() == 0) { pthread_create(&t, 0, thread, 0); pause(); }
  if (fork() == 0) { raise(SIGABRT); }
  read(s[0], &byte, 1); setitimer(ITIMER_REAL, &it, 0); nanosleep(&ts, 0);
  while (wait(&status) > 0 || errno == EINTR) ;
  write(1, "out\n", 4);
  return 7; }
C
cat >hello.c <<'C'
#include <unistd.h>
int main(void) { write(1, "hello from a thread\n", 20); return 0; }
C
gcc -O1 -w -static -pthread -o many many.c
gcc -O1 -w -static -o hello hello.c
many() { name=$1; shift; strace "$@" -o "$out/many-$name.strace" ./many >/dev/null 2>&1 || true; }
many f -f
many t -f -t
many tt-r -f -tt -r
many full -f -ttt -T -yy
many r -f -r -T
many ns -f --absolute-timestamps=format:unix,precision:ns --syscall-times=ns --decode-pids=comm
many xx -f -xx -y
many i-n -f -i -n
many k -f -k -e trace=open,openat,execve
many C -f -C
many c -f -c
many c-columns -f -c -U name,max-time,min-time,avg-time,errors,calls,total-time
many raw -f -X raw
many inject -f -e trace=%file,%process -e inject=openat:error=ENOSYS
many bpf -f --seccomp-bpf -e trace=%file,%process
many ff -ff -ttt
i=0
for file in "$out"/many-ff.strace.*; do i=$((i + 1)); mv "$file" "$out/many-ff-$i.strace"; done
strace -f ./many >"$out/many-terminal.strace" 2>&1 || true
strace -f -Y -tt -T ./many >"$out/many-terminal-comm.strace" 2>&1 || true
strace -f -c ./many >"$out/many-terminal-c.strace" 2>&1 || true
strace -f -ttt -p 2>/dev/null "$(./many >/dev/null & echo $!)" -o "$out/many-attached.strace" || true
# A whole set of -ff: the files of one start, under the names that strace gave them.
rm -rf "$out/set"
mkdir "$out/set"
env -i PATH=/usr/bin:/bin strace -ff -ttt -T -y -o "$out/set/out" sh -c '(echo a; exit 3) | cat; (sleep 0.05; exec ls /nonexistent); exit 4' 2>/dev/null || true
# The emulator's own log, and strace's of the emulator; any qemu-user will do.
QEMU_STRACE=1 qemu-x86_64-static ./many >"$out/many-qemu.strace" 2>&1 || true
strace -f -ttt -T -y -o "$out/many-in-qemu.strace" qemu-x86_64-static ./many >/dev/null 2>&1 || true
rm -rf /tmp/fixture
ls -l "$out"
