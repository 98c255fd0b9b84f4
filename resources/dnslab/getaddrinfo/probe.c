/* The probe of libc's resolver: getaddrinfo as a C program calls it, with the lines of JSON of probe/main.go.
 *
 * Arguments: API NAME REPEAT PARALLEL DEADLINE_MS PAUSE_MS FOR_MS (0: REPEAT times; else until then, with a pause behind each); API is host, ip4, ip6 or cname (AI_CANONNAME). getaddrinfo has no deadline, the last is read and not used.
 * Each of PARALLEL threads looks up REPEAT times: glibc keeps part of its state by thread. With --version: the version of the C library.
 * For musl, which has no call that tells it, it is the library's own hidden constant, so this is linked statically there. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#ifdef __GLIBC__
#include <gnu/libc-version.h>
static const char *version(void) { return gnu_get_libc_version(); }
#else
extern const char __libc_version[];
static const char *version(void) { return __libc_version; }
#endif

enum { LINE = 16384 };

static const char *api, *name;
static int repeat, parallel, pause_ms, for_ms;
static long long began;

static long long now(void) {
  struct timespec at;
  clock_gettime(CLOCK_MONOTONIC, &at);
  return at.tv_sec * 1000000000LL + at.tv_nsec;
}

/* One write for a line, so that lines of several threads do not mix (up to PIPE_BUF). */
static void say(const char *line, int length) {
  while (length > 0) {
    ssize_t written = write(1, line, length);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return;
    line += written;
    length -= written;
  }
}

static const char *code(int error) {
  switch (error) {
  case EAI_AGAIN: return "EAI_AGAIN";
  case EAI_FAIL: return "EAI_FAIL";
  case EAI_NONAME: return "EAI_NONAME";
#ifdef EAI_NODATA
  case EAI_NODATA: return "EAI_NODATA";
#endif
#ifdef EAI_ADDRFAMILY
  case EAI_ADDRFAMILY: return "EAI_ADDRFAMILY";
#endif
  case EAI_SYSTEM: return "EAI_SYSTEM";
  case EAI_MEMORY: return "EAI_MEMORY";
  case EAI_SERVICE: return "EAI_SERVICE";
  case EAI_FAMILY: return "EAI_FAMILY";
  }
  return "EAI";
}

/* JSON of a text that may hold anything: what is no plain ASCII becomes '?'. */
static int quoted(char *to, int room, const char *text) {
  int at = 0;
  to[at++] = '"';
  for (; *text != 0 && at < room - 3; text++) {
    if (*text == '"' || *text == '\\') to[at++] = '\\';
    to[at++] = *text >= ' ' && *text <= '~' ? *text : '?';
  }
  to[at++] = '"';
  to[at] = 0;
  return at;
}

static void failed(int i, int error, int number) {
  char line[LINE], text[512], sentence[1024];
  if (error == EAI_SYSTEM)
    snprintf(text, sizeof text, "%s: %s: %s", code(error), gai_strerror(error), strerror(number));
  else
    snprintf(text, sizeof text, "%s: %s", code(error), gai_strerror(error));
  quoted(sentence, sizeof sentence, text);
  say(line, snprintf(line, sizeof line, "{\"lab\":\"end\",\"i\":%d,\"t\":%lld,\"result\":\"fail\",\"addresses\":[],\"error\":%s,\"code\":\"%s\"}\n", i, now(), sentence, code(error)));
}

static void found(int i, const struct addrinfo *list) {
  char line[LINE], address[INET6_ADDRSTRLEN];
  int at = snprintf(line, sizeof line, "{\"lab\":\"end\",\"i\":%d,\"t\":%lld,\"result\":\"ok\",\"error\":null,\"code\":null,\"addresses\":[", i, now());
  const char *comma = "";
  for (const struct addrinfo *each = list; each != NULL && at < LINE - 200; each = each->ai_next) {
    const void *from = each->ai_family == AF_INET6 ? (const void *)&((const struct sockaddr_in6 *)each->ai_addr)->sin6_addr
                                                   : (const void *)&((const struct sockaddr_in *)each->ai_addr)->sin_addr;
    if (inet_ntop(each->ai_family, from, address, sizeof address) == NULL) continue;
    at += snprintf(line + at, sizeof line - at, "%s\"%s\"", comma, address);
    comma = ",";
  }
  at += snprintf(line + at, sizeof line - at, "]}\n");
  say(line, at);
}

static void once(int i) {
  struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_family = AF_UNSPEC}, *list = NULL;
  char line[200];
  if (strcmp(api, "ip4") == 0) hints.ai_family = AF_INET;
  if (strcmp(api, "ip6") == 0) hints.ai_family = AF_INET6;
  if (strcmp(api, "cname") == 0) hints.ai_flags = AI_CANONNAME;
  say(line, snprintf(line, sizeof line, "{\"lab\":\"start\",\"i\":%d,\"t\":%lld}\n", i, now()));
  int error = getaddrinfo(name, NULL, &hints, &list);
  if (error != 0) {
    failed(i, error, errno);
    return;
  }
  found(i, list);
  freeaddrinfo(list);
}

static void *work(void *first) {
  for (int round = 0; for_ms > 0 ? now() - began < for_ms * 1000000LL : round < repeat; round++) {
    once(round * parallel + (int)(long)first);
    struct timespec pause = {.tv_sec = pause_ms / 1000, .tv_nsec = pause_ms % 1000 * 1000000L};
    if (pause_ms > 0) nanosleep(&pause, NULL);
  }
  return NULL;
}

static int number(const char *text) {
  char *end;
  long value = strtol(text, &end, 10);
  if (*text == 0 || *end != 0 || value < 0 || value > 10000000) {
    fprintf(stderr, "probe: %s is no number\n", text);
    exit(2);
  }
  return (int)value;
}

int main(int argc, char **argv) {
  if (argc == 2 && strcmp(argv[1], "--version") == 0) return puts(version()) < 0;
  if (argc != 8) {
    fprintf(stderr, "probe: arguments: API NAME REPEAT PARALLEL DEADLINE_MS PAUSE_MS FOR_MS\n");
    return 2;
  }
  api = argv[1];
  name = argv[2];
  if (strcmp(api, "host") != 0 && strcmp(api, "ip4") != 0 && strcmp(api, "ip6") != 0 && strcmp(api, "cname") != 0) {
    fprintf(stderr, "probe: getaddrinfo has no %s\n", api);
    return 2;
  }
  repeat = number(argv[3]);
  parallel = number(argv[4]);
  number(argv[5]);
  pause_ms = number(argv[6]);
  for_ms = number(argv[7]);
  began = now();
  if (parallel == 1) {
    work(NULL);
  } else {
    pthread_t *threads = calloc(parallel, sizeof *threads);
    for (long i = 0; i < parallel; i++) {
      if (threads == NULL || pthread_create(&threads[i], NULL, work, (void *)i) != 0) {
        fprintf(stderr, "probe: no thread %ld of %d\n", i + 1, parallel);
        return 2;
      }
    }
    for (int i = 0; i < parallel; i++) pthread_join(threads[i], NULL);
  }
  char line[100];
  say(line, snprintf(line, sizeof line, "{\"lab\":\"done\",\"i\":0,\"t\":%lld}\n", now()));
  while (read(0, line, sizeof line) > 0) {
  }
  return 0;
}
