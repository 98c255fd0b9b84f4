// Two images side by side.
import { describe, expect, it } from 'vitest';
import { compareImages } from '../../../../src/core/image/audit/index.ts';
import { COMPLETE, factsOf, GLIBC, merged, MUSL, type Spec } from './support.ts';

const differences = async (a: Spec, b: Spec) => compareImages(await factsOf(a), await factsOf(b));

describe('two images', () => {
  it('that are the same have no differences', async () => {
    expect(await differences(merged(COMPLETE, GLIBC), merged(COMPLETE, GLIBC))).toEqual([]);
  });

  it('are told apart by what decides first: platform, library, loader, then the rest', async () => {
    const facts = (await differences(merged(COMPLETE, GLIBC), { ...merged(MUSL), platform: 'linux/arm64' })).map(({ fact }) => fact);
    expect(facts.slice(0, 3)).toEqual(['config.platform', 'platformHolds', 'libc']);
    for (const fact of ['loaders', 'libcVersion', 'roots.present', 'zoneinfo.present', 'passwd.present', 'provides', 'missing']) expect(facts).toContain(fact);
    expect(facts.indexOf('loaders')).toBeLessThan(facts.indexOf('files'));
  });

  it('are ranked by weight, heaviest first', async () => {
    const weights = (await differences(merged(COMPLETE, GLIBC), MUSL)).map(({ weight }) => weight);
    expect(weights).toEqual([...weights].sort((a, b) => b - a));
  });

  it('say of environment and users only what differs', async () => {
    const spec = (env: string[], user: string): Spec => ({ files: { x: 'x' }, config: { Env: env, User: user } });
    const found = await differences(spec(['PATH=/bin', 'A=1'], '1'), spec(['PATH=/bin', 'A=2'], '2'));
    expect(found.map(({ text }) => text)).toEqual(['user: 1:0 | 2:0', 'environment: -A=1 +A=2']);
  });

  it('show sizes as people read them', async () => {
    const found = await differences({ files: { x: 'x'.repeat(1_500_000) } }, { files: { x: 'x' } });
    expect(found.find(({ fact }) => fact === 'bytes')?.text).toMatch(/^size: 1\.50 MB \| 1 B$/);
  });
});
