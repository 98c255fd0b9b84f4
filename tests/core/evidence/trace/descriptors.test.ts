// The life of descriptors: of a recorded program that copies, inherits, sends and replaces them.
import { describe, expect, it } from 'vitest';
import { traceDescriptorSchema } from '../../../../src/shared/domain/trace-detail.ts';
import { descriptorOf } from '../../../../src/core/evidence/trace/index.ts';
import { traceOf } from '../../../helpers/traces.ts';
import { eventOf, recorded } from './recorded.ts';

const fds = recorded('fds');
const lifeAt = (trace: typeof fds, part: string) => {
  const life = descriptorOf(trace, eventOf(trace, part));
  return (
    life && {
      what: life.what,
      way: life.steps.map(({ how, fd, task }) => `${how} ${fd} @${task}`),
      closedBy: life.closedBy === null ? null : trace.text.line(life.closedBy - 1).replace(/^\d+ +[\d.]+ /, ''),
      uses: life.uses,
    }
  );
};

describe('a recorded program', () => {
  it('a copy goes on when the first is closed, also in a child', () => {
    expect(lifeAt(fds, 'dup(3')).toMatchObject({ what: '/etc/hosts', way: ['openat 3 @0', 'dup 4 @0'], closedBy: null, uses: 3 });
    const inChild = [...Array(fds.index.count).keys()].findLast((event) => fds.text.line(event).includes('read(4</etc/hosts>')) ?? -1;
    expect(descriptorOf(fds, inChild)?.steps.map(({ how, fd, task }) => `${how} ${fd} @${task}`)).toEqual(['openat 3 @0', 'dup 4 @0', 'clone 4 @1']);
  });

  it('one that was sent to another process began where that process has never been', () => {
    expect(lifeAt(fds, 'fcntl(')).toMatchObject({ what: '/etc/nsswitch.conf', way: ['openat 8 @0', 'recvmsg 8 @1', 'fcntl 20 @1'], closedBy: expect.stringMatching(/^close\(20/) });
  });

  it('a pipe is one thing with two ends, and dup2 closes what stood there', () => {
    expect(lifeAt(fds, 'pipe2(')).toMatchObject({ what: 'pipe', way: ['pipe2 3 @0'], closedBy: expect.stringMatching(/^dup2\(4/) });
    expect(lifeAt(fds, 'write(5')).toMatchObject({ what: 'pipe', way: ['pipe2 5 @0', 'clone 5 @1'], uses: 1 });
  });

  it('execve closes what was opened to be closed by it', () => {
    const life = descriptorOf(fds, eventOf(fds, 'openat(AT_FDCWD</tmp/fixture>, "/etc/nsswitch.conf"'));
    expect(fds.text.line((life?.closedBy ?? 1) - 1)).toContain('execve("/bin/true"');
  });

  it.each(['fds', 'dns-tcp-go', 'roots-missing', 'counted', 'dns-short'])('every call of %s has a life that fits the schema, or none', (name) => {
    const trace = recorded(name);
    for (let event = 0; event < trace.index.count; event++) {
      const life = descriptorOf(trace, event);
      if (life) traceDescriptorSchema.parse(life);
    }
  });
});

describe('descriptors of logs', () => {
  it('a connection is of the socket that listens', () => {
    const trace = traceOf([
      'socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = 3',
      'bind(3, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("0.0.0.0")}, 16) = 0',
      'accept4(3, {sa_family=AF_INET, sin_port=htons(4000), sin_addr=inet_addr("10.0.0.9")}, [16], SOCK_CLOEXEC) = 5',
      'write(5, "hello", 5) = 5',
      'close(5) = 0',
    ]);
    expect(lifeAt(trace, 'write(5')).toEqual({ what: 'tcp 10.0.0.9:4000', way: ['socket 3 @0', 'accept4 5 @0'], closedBy: 'close(5) = 0', uses: 2 });
  });

  it('a number that is used again is another one', () => {
    const trace = traceOf(['open("/a", O_RDONLY) = 3', 'close(3) = 0', 'open("/b", O_RDONLY) = 3', 'read(3, "", 1) = 0']);
    expect(lifeAt(trace, 'read(3')).toMatchObject({ what: '/b', way: ['open 3 @0'], closedBy: null, uses: 1 });
    expect(lifeAt(trace, 'open("/a"')).toMatchObject({ what: '/a', closedBy: 'close(3) = 0', uses: 1 });
  });

  it('what was there before the log has no beginning', () => {
    expect(lifeAt(traceOf(['write(1</dev/pts/0<char 136:0>>, "x", 1) = 1', 'close(1</dev/pts/0<char 136:0>>) = 0']), 'write(1')).toMatchObject({
      what: '/dev/pts/0',
      way: [],
      closedBy: expect.stringMatching(/^close/),
      uses: 2,
    });
    expect(lifeAt(traceOf('write(1, "x", 1) = 1'), 'write(1')).toMatchObject({ what: 'open before the log begins', way: [] });
  });

  it('close_range and a failed close', () => {
    const trace = traceOf(['open("/a", O_RDONLY) = 7', 'close(7) = -1 EINTR (x)', 'close_range(3, 4294967295, CLOSE_RANGE_CLOEXEC) = 0', 'close_range(3, ~0U, 0) = 0']);
    expect(lifeAt(trace, 'open("/a"')?.closedBy).toBe('close_range(3, ~0U, 0) = 0');
  });

  it('calls that are about none', () => {
    const trace = traceOf(['getpid() = 1', 'open("/a", O_RDONLY) = -1 ENOENT (x)', '--- SIGCHLD {} ---']);
    expect([0, 1, 2, 3, -1].map((event) => descriptorOf(trace, event))).toEqual([null, null, null, null, null]);
  });
});
