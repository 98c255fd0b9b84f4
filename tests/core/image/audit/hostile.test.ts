// Images made to hang an audit: each is answered in a moment, with what could be read.
import { describe, expect, it } from 'vitest';
import { auditInSlices } from '../../../../src/core/image/audit/index.ts';
import { CancelledError } from '../../../../src/shared/domain/errors.ts';
import { findingsOf, indexOf, type Spec } from './support.ts';

const MB = 1_000_000;
const SLOW_MS = 1_500;

const within = async (spec: Spec): Promise<void> => {
  const index = await indexOf(spec);
  const begun = process.cpuUsage();
  await auditInSlices(index);
  const { user, system } = process.cpuUsage(begun); // of the processor: what else the machine does is none of its affair
  expect((user + system) / 1_000).toBeLessThan(SLOW_MS);
};

describe('an audit of what is made to hang it', () => {
  it.each<[string, Spec]>([
    ['brackets without an end in nsswitch.conf', { files: { 'etc/nsswitch.conf': `hosts: ${'['.repeat(3 * MB)}\npasswd: ${'[a'.repeat(MB)}` } }],
    ['a line of slashes in ld.so.conf', { files: { 'etc/ld.so.conf': `/${'/'.repeat(3 * MB)}x\n` } }],
    ['half a million folders in PATH', { files: { x: 'x' }, config: { Entrypoint: ['app'], Env: [`PATH=${'/a:'.repeat(500_000)}`] } }],
    ['a command of half a million assignments', { files: { x: 'x' }, elves: { '/bin/sh': {} }, config: { Cmd: ['/bin/sh', '-c', 'A=b '.repeat(500_000)] } }],
    ['half a million certificate folders', { files: { x: 'x' }, config: { Env: [`SSL_CERT_DIR=${'/etc:'.repeat(500_000)}`] } }],
    ['a passwd of one line', { files: { 'etc/passwd': ':'.repeat(3 * MB) } }],
    ['a passwd of a hundred thousand users', { files: { 'etc/passwd': 'u:x:1:1::/:/bin/sh\n'.repeat(100_000) }, config: { User: 'nobody' } }],
    ['a package database without an end', { files: { 'var/lib/dpkg/status': 'Package: libc6\n'.repeat(200_000) } }],
    ['an os-release of quotes', { files: { 'etc/os-release': `ID="${'"'.repeat(3 * MB)}` } }],
    ['links in a circle everywhere', { files: { etc: { link: 'lib' }, lib: { link: 'bin' }, bin: { link: 'etc' }, usr: { link: 'usr' } }, config: { Entrypoint: ['sh'] } }],
    ['five thousand different scripts', { files: Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`s${i}`, { content: `#!/usr/bin/env p${i}\n`, mode: 0o755 }])) }],
    ['a deep path', { files: { [`${'d/'.repeat(1_500)}app`]: { content: 'x', mode: 0o755 } }, config: { Entrypoint: [`/${'d/'.repeat(1_500)}app`], User: '1' } }],
  ])('%s: is done in a moment', async (_what, spec) => {
    await within(spec);
  });

  it('ends when it is cancelled', async () => {
    const index = await indexOf({ files: Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`f${i}`, 'x'])) });
    await expect(auditInSlices(index, AbortSignal.abort())).rejects.toThrow(CancelledError);
  });

  it('keeps what it says short, however long the names are', async () => {
    const long = 'x'.repeat(3_000);
    for (const { title, evidence } of await findingsOf({ files: { x: 'x' }, config: { Entrypoint: [long], Env: [`PATH=/${long}`], User: long } })) {
      expect(title.length).toBeLessThan(400);
      for (const { text } of evidence) expect(text.length).toBeLessThan(400);
    }
  });
});
