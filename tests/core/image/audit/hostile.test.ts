// Images made to hang an audit: each is answered, with what could be read. What took the square of these lengths would not end within the time of a test.
import { describe, expect, it } from 'vitest';
import { auditInSlices } from '../../../../src/core/image/audit/index.ts';
import { CancelledError } from '../../../../src/shared/domain/errors.ts';
import { imageFactsSchema } from '../../../../src/shared/domain/image.ts';
import { findingsOf, indexOf, type Spec } from './support.ts';

const MB = 1_000_000;
const BARE = ['No root certificates', 'No /tmp', 'No time zones', 'No /etc/passwd'];

describe('an audit of what is made to hang it', () => {
  it.each<[string, Spec, (string | RegExp)[]]>([
    ['brackets without an end in nsswitch.conf', { files: { 'etc/nsswitch.conf': `hosts: ${'['.repeat(3 * MB)}\npasswd: ${'[a'.repeat(MB)}` } }, [/file-cut$/, ...BARE]],
    ['a line of slashes in ld.so.conf', { files: { 'etc/ld.so.conf': `/${'/'.repeat(3 * MB)}x\n` } }, BARE],
    [
      'half a million folders in PATH',
      { files: { x: 'x' }, config: { Entrypoint: ['app'], Env: [`PATH=${'/a:'.repeat(500_000)}`] } },
      ['What should start is not there: app', ...BARE],
    ],
    ['a command of half a million assignments', { files: { x: 'x' }, elves: { '/bin/sh': {} }, config: { Cmd: ['/bin/sh', '-c', 'A=b '.repeat(500_000)] } }, BARE],
    ['half a million certificate folders', { files: { x: 'x' }, config: { Env: [`SSL_CERT_DIR=${'/etc:'.repeat(500_000)}`] } }, BARE],
    ['a passwd of one line', { files: { 'etc/passwd': ':'.repeat(3 * MB) } }, BARE.slice(0, 3)],
    [
      'a passwd of a hundred thousand users',
      { files: { 'etc/passwd': 'u:x:1:1::/:/bin/sh\n'.repeat(100_000) }, config: { User: 'nobody' } },
      ['The user of "nobody" does not exist in the image', ...BARE.slice(0, 3)],
    ],
    ['a package database without an end', { files: { 'var/lib/dpkg/status': 'Package: libc6\n'.repeat(200_000) } }, BARE],
    ['an os-release of quotes', { files: { 'etc/os-release': `ID="${'"'.repeat(3 * MB)}` } }, BARE],
    [
      'links in a circle everywhere',
      { files: { etc: { link: 'lib' }, lib: { link: 'bin' }, bin: { link: 'etc' }, usr: { link: 'usr' } }, config: { Entrypoint: ['sh'] } },
      ['What should start is not there: sh'],
    ],
    [
      'five thousand different scripts',
      { files: Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`s${i}`, { content: `#!/usr/bin/env p${i}\n`, mode: 0o755 }])) },
      [/^100 scripts can't start: /, ...BARE],
    ],
    [
      'a deep path',
      { files: { [`${'d/'.repeat(1_500)}app`]: { content: 'x', mode: 0o755 } }, config: { Entrypoint: [`/${'d/'.repeat(1_500)}app`], User: '1' } },
      [/^What should start is not executable: /, /layer-cut$/],
    ],
  ])('%s: is answered', async (_what, spec, titles) => {
    const { image, findings } = await auditInSlices(await indexOf(spec));
    imageFactsSchema.parse(image);
    for (const { title } of findings) if (!titles.some((each) => (typeof each === 'string' ? each === title : each.test(title)))) expect.unreachable(title);
    expect(findings).toHaveLength(titles.length);
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
