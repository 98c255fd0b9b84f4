#!/bin/sh
# Records tests/fixtures/traces: what programs look for, say and ask name servers, under the host's strace. Needs root, strace, gcc, python3, openssl,
# and an image with Go and musl as $1 (`docker images cgoscope/go-1.24-c`). Works in /tmp/fixture, in a mount and a network namespace of its own.
set -eu
if [ "${2:-}" != inside ]; then
  image=${1:?image with Go}
  rm -rf /tmp/fixture && mkdir /tmp/fixture
  cp "$0" /tmp/fixture/script
  cat >/tmp/fixture/look.go <<'GO'
package main

import (
	"crypto/tls"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"time"
)

func main() {
	var err error
	switch os.Args[1] {
	case "tls":
		_, err = tls.Dial("tcp", "127.0.0.1:4433", &tls.Config{ServerName: "lab.test"})
	case "zone":
		_, err = time.LoadLocation(os.Args[2])
	case "user":
		_, err = user.LookupId(os.Args[2])
	case "host":
		var all []string
		all, err = net.LookupHost(os.Args[2])
		fmt.Println(all)
	case "exec":
		err = exec.Command(os.Args[2]).Run()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "look:", err)
		os.Exit(1)
	}
}
GO
  cat >/tmp/fixture/lookup.c <<'C'
#include <netdb.h>
#include <stdio.h>
int main(int count, char **words) {
  struct addrinfo hints = {.ai_socktype = 1}, *found;
  int failed = getaddrinfo(words[1], 0, &hints, &found);
  if (failed) { fprintf(stderr, "lookup: %s\n", gai_strerror(failed)); return 1; }
  return 0;
}
C
  docker run --rm --label io.cgoscope.test=trace-fixtures -v /tmp/fixture:/tmp/fixture -w /tmp/fixture -e CGO_ENABLED=0 -e GOCACHE=/tmp/cache -e GO111MODULE=off -e GOTOOLCHAIN=local \
    "$image" sh -c '/usr/lib/go-1.24/bin/go build -trimpath -o look look.go && musl-gcc -O1 -static -o lookup-musl lookup.c'
  here=$(cd "$(dirname "$0")" && pwd)
  unshare --mount --net --uts sh /tmp/fixture/script "$image" inside
  mkdir -p "$here/../tests/fixtures/traces"
  cp /tmp/fixture/out/*.strace "$here/../tests/fixtures/traces/"
  ls -l "$here/../tests/fixtures/traces"
  rm -rf /tmp/fixture
  exit 0
fi

cd /tmp/fixture
mkdir out root
hostname fixture
ip link set lo up
cat >server.py <<'PY'
import socket, ssl, struct, threading, time
# A name server: lab.test has both addresses, big.test does not fit into a datagram, slow.test takes 80 ms, all else is not there.
def reply(query, tcp):
    end = query.index(b'\0', 12) + 5
    name, kind = query[12:end - 5].lower(), struct.unpack('>H', query[end - 4:end - 2])[0]
    head = lambda flags, count: query[:2] + struct.pack('>HHHHH', flags, 1, count, 0, 0) + query[12:end]
    if b'slow' in name: time.sleep(0.08)
    if b'big' in name and not tcp: return head(0x8380, 0)
    if not any(word in name for word in (b'lab', b'big', b'slow')): return head(0x8183, 0)
    data = {1: bytes([192, 0, 2, 10]), 28: bytes.fromhex('20010db8000000000000000000000010')}.get(kind)
    if data is None: return head(0x8180, 0)
    alias = b'\xc0\x0c' + struct.pack('>HHIH', 5, 1, 60, 8) + b'\x05alias\xc0\x0c'
    at = struct.pack('>H', 0xc000 | (end + 12))
    return head(0x8180, 2) + alias + at + struct.pack('>HHIH', kind, 1, 60, len(data)) + data
udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); udp.bind(('127.0.0.53', 53))
tcp = socket.create_server(('127.0.0.53', 53))
def datagrams():
    while True:
        query, who = udp.recvfrom(4096)
        threading.Thread(target=lambda q=query, w=who: udp.sendto(reply(q, False), w)).start()
def streams():
    while True:
        client, _ = tcp.accept()
        def serve(client=client):
            while True:
                size = client.recv(2, socket.MSG_WAITALL)
                if len(size) < 2: return client.close()
                answer = reply(client.recv(struct.unpack('>H', size)[0], socket.MSG_WAITALL), True)
                client.sendall(struct.pack('>H', len(answer)) + answer)
        threading.Thread(target=serve).start()
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER); context.load_cert_chain('cert.pem', 'key.pem')
secure = socket.create_server(('127.0.0.1', 4433))
def tls():
    while True:
        client, _ = secure.accept()
        try: context.wrap_socket(client, server_side=True).recv(1)
        except OSError as error: print('tls', error)
for work in (datagrams, streams, tls): threading.Thread(target=work, daemon=True).start()
open('ready', 'w').close()
time.sleep(600)
PY
openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 3650 -subj /CN=lab.test -addext subjectAltName=DNS:lab.test 2>/dev/null
python3 server.py &
server=$!
trap 'kill $server' EXIT
while [ ! -e ready ]; do sleep 0.1; done
printf 'nameserver 127.0.0.53\noptions timeout:2\n' >resolv.conf
printf '127.0.0.1 localhost\n' >hosts
printf 'hosts: files dns\npasswd: files\n' >nsswitch.conf
for file in resolv.conf hosts nsswitch.conf; do mount --bind "$file" "/etc/$file"; done

gcc -O1 -o lookup lookup.c
cat >fds.c <<'C'
#define _GNU_SOURCE
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>
static void pass(int sock, int fd) {
  char c = 'x', b[CMSG_SPACE(sizeof fd)] = {0};
  struct iovec v = {&c, 1};
  struct msghdr m = {.msg_iov = &v, .msg_iovlen = 1, .msg_control = b, .msg_controllen = sizeof b};
  struct cmsghdr *h = CMSG_FIRSTHDR(&m);
  h->cmsg_level = SOL_SOCKET; h->cmsg_type = SCM_RIGHTS; h->cmsg_len = CMSG_LEN(sizeof fd);
  memcpy(CMSG_DATA(h), &fd, sizeof fd);
  sendmsg(sock, &m, 0);
}
static int take(int sock) {
  int fd = -1;
  char c, b[CMSG_SPACE(sizeof fd)];
  struct iovec v = {&c, 1};
  struct msghdr m = {.msg_iov = &v, .msg_iovlen = 1, .msg_control = b, .msg_controllen = sizeof b};
  recvmsg(sock, &m, 0);
  if (CMSG_FIRSTHDR(&m)) memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&m)), sizeof fd);
  return fd;
}
int main(void) {
  char buf[16];
  int p[2], s[2];
  int fd = open("/etc/hosts", O_RDONLY), copy = dup(fd);
  close(fd);
  read(copy, buf, 4);
  pipe2(p, O_CLOEXEC);
  socketpair(AF_UNIX, SOCK_DGRAM, 0, s);
  if (fork() == 0) {
    int got = take(s[1]);
    read(got, buf, 4);
    write(p[1], "ok", 2);
    read(copy, buf, 4);
    int high = fcntl(got, F_DUPFD_CLOEXEC, 20);
    read(high, buf, 2);
    close(high);
    _exit(0);
  }
  int secret = open("/etc/nsswitch.conf", O_RDONLY | O_CLOEXEC);
  pass(s[0], secret);
  read(p[0], buf, 2);
  wait(0);
  dup2(copy, p[0]);
  read(p[0], buf, 3);
  execl("/bin/true", "true", (char *)0);
  return 1;
}
C
gcc -O1 -w -o fds fds.c
printf 'int gone(void) { return 0; }' >gone.c
gcc -shared -fPIC -Wl,-soname,libgone.so.1 -o libgone.so gone.c
printf 'int gone(void); int main(void) { return gone(); }' >needs.c
gcc -o needs needs.c -L. -lgone
printf '#include <pthread.h>\n#include <stdio.h>\n#include <string.h>\nstatic void *w(void *a) { return a; }\nint main(void) { pthread_t t; int e = pthread_create(&t, 0, w, 0); if (e) { fprintf(stderr, "pthread_create: %%s\\n", strerror(e)); return 3; } return 0; }\n' >thread.c
gcc -pthread -o thread thread.c
printf '#include <fcntl.h>\nint main(void) { open("/etc/app/config.yaml", O_RDONLY); *(volatile int *)8 = 1; return 0; }\n' >crash.c
gcc -O0 -w -o crash crash.c
cp look root/
rm -f libgone.so

record() {
  name=$1
  shift
  env -i PATH=/usr/bin:/bin LC_ALL=C HOME=/ strace -f -ttt -T -yy -s 256 -o "out/$name.strace" "$@" >/dev/null 2>&1 || true
}
record dns-glibc ./lookup lab.test
record dns-glibc-missing ./lookup gone.example
record dns-glibc-slow ./lookup slow.test
record dns-musl ./lookup-musl lab.test
record dns-go ./look host lab.test
record dns-tcp ./lookup big.test
record dns-tcp-go ./look host big.test
env -i PATH=/usr/bin:/bin LC_ALL=C HOME=/ strace -f -xx -ttt -y -o out/dns-hex.strace ./lookup lab.test >/dev/null 2>&1
env -i PATH=/usr/bin:/bin LC_ALL=C HOME=/ strace -e trace=network -o out/dns-short.strace ./lookup lab.test >/dev/null 2>&1
record fds ./fds
record library-missing ./needs
record thread-refused -e inject=clone3,clone:error=EPERM ./thread
record crash ./crash
record shell sh -c 'cat /etc/nothing; exit $?'
record path sh -c 'no-such-program; exit $?'
record roots-missing /usr/sbin/chroot root /look tls
record zone-missing /usr/sbin/chroot root /look zone Europe/Berlin
record user-missing /usr/sbin/chroot root /look user 1000
record exec-missing ./look exec /usr/bin/no-such-program
record python python3 -S -c 'import no_such_module'
# -C: the log and the table of `strace -c` of the same run.
record counted -C sh -c 'ls /etc/nothing /etc/hosts >/dev/null; cat /etc/hosts | head -c 3; sleep 0.01 & wait'
