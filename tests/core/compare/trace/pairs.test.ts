// Recorded pairs: a program that failed beside one that did not, as the product recorded them (tests/failures/traces). What is the first thing to read was
// written down from the logs themselves.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { diffTraces } from '../../../../src/core/compare/index.ts';
import { bytesSource, readTrace, type ReadableTrace } from '../../../../src/core/evidence/index.ts';
import type { TraceDiff } from '../../../../src/shared/domain/trace-detail.ts';

const ROOT = path.resolve(import.meta.dirname, '../../../..');
const read = (file: string): ReadableTrace => readTrace(bytesSource(readFileSync(path.join(ROOT, 'tests', file))));
const names = { a: { name: 'a', key: 'a' }, b: { name: 'b', key: 'b' } };
const diffOf = (a: string, b: string): TraceDiff => diffTraces(read(a), read(b), names);

const FAILURES: { name: string; kind: string; says: RegExp }[] = [
  { name: 'ca-roots-missing', kind: 'error', says: /^A looks for \/etc\/ssl\/certs\/ca-certificates\.crt and does not find it \(ENOENT\); B opens it$/ },
  { name: 'ca-roots-proxy', kind: 'error', says: /^B looks for \/etc\/ssl\/certs\/ca-certificates\.crt and does not find it/ },
  { name: 'glibc-too-old', kind: 'result', says: /libc\.so\.6 is libc-2\.31\.so for A and libc\.so\.6 for B$/ },
  { name: 'library-missing-at-start', kind: 'only-a', says: /^A looks for libz\.so\.1 in \d+ places and finds it in none/ },
  { name: 'loader-missing-in-an-empty-image', kind: 'error', says: /^A can't start \/app \(ENOENT: it is not there, or the loader/ },
  { name: 'loader-missing-in-an-image-of-musl', kind: 'error', says: /^A can't start \/app \(ENOENT/ },
  { name: 'loader-missing-of-musl', kind: 'error', says: /^A can't start \/app \(ENOENT/ },
  { name: 'loader-missing-under-qemu', kind: 'error', says: /^A looks for \/lib\/ld-linux-aarch64\.so\.1 and does not find it \(ENOENT\); B opens it$/ },
  { name: 'tzdata-missing', kind: 'result', says: /^A starts \/app without arguments, B with “Europe\/berlin”$/ },
  { name: 'user-db-current', kind: 'only-a', says: /^A looks for \/etc\/passwd and does not find it \(ENOENT\); B never looks for it$/ },
  { name: 'user-db-lookup', kind: 'only-a', says: /^A writes “cannot drop privileges: user: unknown user app” to stderr and ends with code 1; B never does$/ },
  { name: 'cgo-disabled-stub', kind: 'only-b', says: /^B loads \/lib\/x86_64-linux-gnu\/libc\.so\.6; A never does$/ },
];

describe('the first parting of a failure and its control', () => {
  it.each(FAILURES)('$name', ({ name, kind, says }) => {
    const { firstParting } = diffOf(`failures/traces/${name}.red.strace`, `failures/traces/${name}.control.strace`);
    expect(firstParting?.sentence).toMatch(says);
    expect(firstParting?.kind).toBe(kind);
  });

  it.each(FAILURES)('$name, seen from the other side, is the same with the letters changed', ({ name }) => {
    const there = diffOf(`failures/traces/${name}.red.strace`, `failures/traces/${name}.control.strace`);
    const back = diffOf(`failures/traces/${name}.control.strace`, `failures/traces/${name}.red.strace`);
    expect(back.onlyA.total).toBe(there.onlyB.total);
    expect(back.onlyB.total).toBe(there.onlyA.total);
    expect(back.changedErrors.total).toBe(there.changedErrors.total);
    expect(back.firstParting?.a?.event).toBe(there.firstParting?.b?.event);
    expect(back.firstParting?.b?.event).toBe(there.firstParting?.a?.event);
  });
});

describe('two recordings of the same program', () => {
  it('have nothing of one alone: a pipeline of shells', () => {
    const diff = diffOf('fixtures/traces/diff-sh.a.strace', 'fixtures/traces/diff-sh.b.strace');
    expect(diff).toMatchObject({ firstParting: null, onlyA: { total: 0 }, onlyB: { total: 0 }, changedErrors: { total: 0 }, changedResults: { total: 0 } });
    expect(diff.pairs.every(({ a, b }) => a !== null && b !== null)).toBe(true);
  });

  it('have nothing that tells: Go with a server, goroutines, collections and children', () => {
    const diff = diffOf('fixtures/traces/diff-go.a.strace', 'fixtures/traces/diff-go.b.strace');
    // How many connections a pool opens is up to the scheduler.
    const heaviest = Math.max(0, ...[...diff.onlyA.rows, ...diff.onlyB.rows].map(({ weight }) => weight));
    expect(heaviest).toBeLessThan(0.2);
    expect(diff.onlyA.total + diff.onlyB.total).toBeLessThanOrEqual(4);
    expect(diff.changedErrors.total).toBe(0);
    expect(diff.pairs.every(({ a, b }) => a !== null && b !== null)).toBe(true);
  });

  it('part where a file they read holds other text', () => {
    const diff = diffOf('fixtures/traces/diff-resolv.a.strace', 'fixtures/traces/diff-resolv.b.strace');
    expect(diff.firstParting?.sentence).toBe(
      '/etc/resolv.conf holds other text: A reads “nameserver 127.0.0.53 options timeout:1 attempts:1”, B reads “nameserver 127.0.0.54 options timeout:1 attempts:1”',
    );
    // Whom each then asks is another difference, and a consequence.
    expect(diff.onlyA.rows.some(({ call }) => call.includes('127.0.0.53'))).toBe(true);
    expect(diff.onlyB.rows.some(({ call }) => call.includes('127.0.0.54'))).toBe(true);
  });
});
