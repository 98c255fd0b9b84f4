// A mirror that can't be read any more, behind an apt that says so: what was read before serves, and is said.
import { chmod, mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HostApt } from '../../../src/core/toolchain/debian/host-apt.ts';

const APT = `#!/bin/sh
case " $* " in
  *' update '*) echo 'E: Failed to fetch http://m.example/Packages.xz  File has unexpected size (1 != 2). Mirror sync in progress?' >&2; exit 100 ;;
  *' --print-uris '*) echo "'http://m.example/x.deb' x_1.0_amd64.deb 3" ;;
  *' download '*) printf deb > x_1.0_amd64.deb ;;
esac
`;

describe('lists of a mirror that can not be read', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cgoscope-apt-'));
    await mkdir(join(folder, 'bin'));
    await writeFile(join(folder, 'bin', 'apt-get'), APT);
    await chmod(join(folder, 'bin', 'apt-get'), 0o755);
  });
  afterEach(() => rm(folder, { recursive: true }));

  const fetch = async (said: string[]): Promise<string[]> =>
    new HostApt(join(folder, 'apt'), { uri: 'http://m.example', signedBy: null }, { PATH: `${join(folder, 'bin')}:/usr/bin:/bin` }).fetch(
      { suite: 'trixie', arch: 'amd64', packages: ['x'], closure: true, without: new Set() },
      { signal: new AbortController().signal, progress: ({ text }) => void said.push(text) },
      async (debs) => debs.map(({ name, version }) => `${name} ${version}`),
    );

  it('are those of before, and it is told', async () => {
    const root = join(folder, 'apt', 'trixie-amd64');
    await mkdir(root, { recursive: true });
    await writeFile(join(root, 'updated'), '');
    await utimes(join(root, 'updated'), new Date('2026-01-01T00:00:00Z'), new Date('2026-01-01T00:00:00Z'));
    const said: string[] = [];
    expect(await fetch(said)).toEqual(['x 1.0']);
    expect(said).toContainEqual(expect.stringMatching(/unexpected size.*going on with the lists of 2026-01-01T00:00:00/));
  });

  it('end it where there were none', async () => {
    await expect(fetch([])).rejects.toThrow(/^reading the package lists of Debian trixie \(amd64\) failed: .*unexpected size/);
  });
});
