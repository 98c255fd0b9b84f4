import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { aptConfig, lastErrorLine, parsePrintUris } from '../../../src/core/toolchain/debian/host-apt.ts';
import { hostArchive, parseDeb822, parseOneLine, pickArchive } from '../../../src/core/toolchain/debian/sources.ts';

describe("the host's package sources", () => {
  it('are read in the one-line style, options and comments included', () => {
    const entries = parseOneLine(
      '# deb http://no.example/debian trixie main\ndeb-src http://src.example/debian trixie main\ndeb [arch=amd64 signed-by=/k.gpg] http://mirror.example/debian bookworm main contrib # comment\n',
    );
    expect(pickArchive(entries)).toEqual({ uri: 'http://mirror.example/debian', signedBy: '/k.gpg' });
  });

  it('are read in the deb822 style: comments inside, several stanzas, disabled ones left out, inline keys passed over', () => {
    const text = [
      'Types: deb\nEnabled: no\nURIs: http://off.example/debian\nSuites: trixie\nComponents: main',
      'Types: deb\nURIs: http://mirror.example/debian-security\nSuites: bookworm-security\nComponents: main',
      'Types: deb\n# http://comment.example\nURIs: http://mirror.example/debian\nSuites: bookworm\n bookworm-updates\nComponents: main\nSigned-By:\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n abc',
    ].join('\n\n');
    expect(pickArchive(parseDeb822(text))).toEqual({ uri: 'http://mirror.example/debian', signedBy: null });
  });

  it("are none where only another distribution or other people's packages stand", () => {
    expect(pickArchive(parseOneLine('deb http://archive.example/ubuntu noble main\ndeb http://docker.example/linux/debian bookworm stable\n'))).toBeNull();
  });

  it('come from a folder, and a missing folder is no error', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cgoscope-apt-'));
    try {
      expect(await hostArchive(join(folder, 'none'))).toBeNull();
      await mkdir(join(folder, 'sources.list.d'));
      await writeFile(join(folder, 'sources.list.d', 'debian.sources'), 'Types: deb\nURIs: http://mirror.example/debian\nSuites: trixie\nComponents: main\n');
      await writeFile(join(folder, 'sources.list.d', 'a.sources.disabled'), 'Types: deb\nURIs: http://disabled.example/debian\nSuites: trixie\nComponents: main\n');
      expect(await hostArchive(folder)).toEqual({ uri: 'http://mirror.example/debian', signedBy: null });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('apt', () => {
  it("is configured into a root of its own, without the host's hooks", () => {
    const config = aptConfig('/cache/apt/trixie-arm64', 'arm64');
    for (const line of ['#clear APT::Update;', '#clear DPkg::Post-Invoke;', 'Dir::State::status "/cache/apt/trixie-arm64/status";', 'APT::Architectures { "arm64"; };'])
      expect(config).toContain(line);
  });

  it('says what it would fetch, epochs decoded', () => {
    const text =
      "Reading package lists...\n'http://m.example/zlib1g_1.3_amd64.deb' zlib1g_1%3a1.3.dfsg-1+b1_amd64.deb 88892 SHA256:abc\n'http://m.example/b.deb' binutils_2.44-3_amd64.deb 265400\n";
    expect(parsePrintUris(text)).toEqual([
      { name: 'binutils', version: '2.44-3', arch: 'amd64', bytes: 265400 },
      { name: 'zlib1g', version: '1:1.3.dfsg-1+b1', arch: 'amd64', bytes: 88892 },
    ]);
  });

  it('is quoted with its own last error, not with the summary after it', () => {
    const text =
      'W: something\nE: Failed to fetch http://m.example/x.deb  404  Not Found [IP: 127.0.0.1 80]\nE: Unable to fetch some archives, maybe run apt-get update or try with --fix-missing?\n';
    expect(lastErrorLine(text)).toBe('Failed to fetch http://m.example/x.deb  404  Not Found [IP: 127.0.0.1 80]');
    expect(lastErrorLine('E: Failed to fetch http://user:hunter2@m.example/x 401')).toBe('Failed to fetch http://m.example/x 401');
    expect(lastErrorLine('')).toBe('apt-get said nothing');
  });
});
