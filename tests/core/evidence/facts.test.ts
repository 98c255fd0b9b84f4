// Facts: what the parsers found, joined with what the cell knows.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bytesSource, connectText, factsOf, parseBuildLog, readElf } from '../../../src/core/evidence/index.ts';
import { factsSchema } from '../../../src/shared/domain/facts.ts';
import { fixture } from './elf/fixtures.ts';
import { sumsOf } from '../../helpers/traces.ts';

const elf = (name: string) => readElf(bytesSource(fixture(name)), name);
const file = (path: string) => readFileSync(new URL(`../../fixtures/${path}`, import.meta.url));

describe('factsOf', () => {
  it('leaves out what no one observed', () => {
    expect(factsOf({})).toEqual({});
    expect(factsOf({ elf: null, trace: null, buildLog: null, build: null, image: null, host: null, run: null })).toEqual({});
  });

  it('joins everything of a cell into the schema', () => {
    const facts = factsOf({
      elf: elf('go-net-glibc-static'),
      trace: sumsOf(new Uint8Array(file('strace/threads.strace'))),
      buildLog: parseBuildLog(file('buildlog/net-static.txt').toString('utf8')),
      build: { go: 'go1.24.4', goos: 'linux', goarch: 'amd64', cgo: true, cc: 'gcc', exitStatus: 0, flags: ['build', '-x'] },
      image: { ref: 'debian:12', platform: 'linux/amd64', libc: 'glibc 2.36' },
      host: { arch: 'x86_64', kernel: '6.1', engine: '20.10', binfmt: [] },
      run: { outcome: 'exit', code: 1, signal: null, error: null, stdout: 'one\ntwo\n', stderr: '' },
    });
    expect(factsSchema.parse(facts)).toEqual(facts);
    expect(facts.elf).toMatchObject({ machine: 'EM_X86_64', linkage: 'static', libc: 'glibc', interp: null, goSettings: { CGO_ENABLED: '1' } });
    expect(facts.image).toMatchObject({ libc: 'glibc', libcVersion: '2.36' });
    expect(facts.build).toMatchObject({ cgo: true, linkMode: 'external', errors: [] });
    expect(facts.build?.warnings?.length).toBe(6);
    expect(facts.run).toMatchObject({ stdout: ['one', 'two'], stderr: [] });
    expect(facts.trace?.connects).toContain('tcp 127.0.0.1:9 ECONNREFUSED');
  });

  it('ELF flags are short words', () => {
    expect(factsOf({ elf: elf('c-glibc-pie') }).elf?.flags).toEqual(
      ['NOW', 'PIE', 'RELRO', 'STRIPPED', 'TLS'].filter((word) => word !== 'NOW' || elf('c-glibc-pie').dynamic.some(({ text }) => text?.includes('NOW'))),
    );
    expect(factsOf({ elf: elf('c-glibc-shared') }).elf?.flags).toContain('STATIC_TLS');
    expect(factsOf({ elf: elf('go-pure') }).elf?.flags).toEqual([]);
  });

  it('an image whose libc has no version keeps the name', () => {
    expect(factsOf({ image: { libc: 'none' } }).image).toEqual({ libc: 'none', libcVersion: null });
    expect(factsOf({ image: { libc: null } }).image).toEqual({ libc: null, libcVersion: null });
  });

  it('keeps the last lines of long output', () => {
    const lines = factsOf({ run: { outcome: 'pass', stdout: Array.from({ length: 1000 }, (_, i) => `line ${i}`).join('\n') } }).run?.stdout;
    expect(lines?.length).toBe(200);
    expect(lines?.at(-1)).toBe('line 999');
  });
});

describe('connectText', () => {
  it.each([
    [{ address: '127.0.0.53', port: 53, protocol: 'udp', error: null }, 'udp 127.0.0.53:53'],
    [{ address: '::1', port: 443, protocol: 'tcp', error: 'ECONNREFUSED' }, 'tcp [::1]:443 ECONNREFUSED'],
    [{ address: '/run/nscd/socket', port: null, protocol: 'unix', error: 'ENOENT' }, 'unix /run/nscd/socket ENOENT'],
  ])('%o', (connect, text) => {
    expect(connectText(connect)).toBe(text);
  });
});
