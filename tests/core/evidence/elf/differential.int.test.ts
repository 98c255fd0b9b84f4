// CI's sample of `npm run campaign -- elf`: some of the packages of its list, most of both byte orders' machines, and programs of this machine; readelf and pyelftools say what is expected.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { collect, readList, type CorpusFile, type Row } from '../../../../scripts/campaign/elf/corpus.ts';
import { pythonWithPyelftools } from '../../../../scripts/campaign/elf/pyelftools.ts';
import { compareAll, type Compared } from '../../../../scripts/campaign/elf/run.ts';
import { TEST_CACHE } from '../../../helpers/toolchain.ts';

const PACKAGES = [
  'libc6-m68k-cross', 'libc6-hppa-cross', 'libc6-sparc64-cross', 'libc6-powerpc-cross', 'libc6-ppc64-cross', 'libc6-mips-cross', 'libc6-mips64-cross', 'libc6-sh4-cross', 'libc6-x32-cross',
  'libc6-loong64-cross', 'libgcc-14-dev-arc-cross', 'libstdc++6-alpha-cross', 'musl', 'busybox-static', 'fzf',
]; // prettier-ignore
const PER_PACKAGE = 8;
const OF_THIS_MACHINE = 40;
const cache = join(TEST_CACHE, 'campaign-elf');

const here: Row = { suite: 'this machine', arch: '-', package: '-', version: '-', sha256: '-', most: OF_THIS_MACHINE, for: 'programs that are here anyway' };

/** Programs of /usr/bin, the same ones as long as the folder stays as it is. */
function filesOfThisMachine(): CorpusFile[] {
  const found: CorpusFile[] = [];
  for (const name of readdirSync('/usr/bin').sort()) {
    const file = join('/usr/bin', name);
    const at = statSync(file, { throwIfNoEntry: false });
    if (!at?.isFile() || at.size > 4_000_000 || at.size < 100) continue;
    const bytes = readFileSync(file);
    if (bytes.readUInt32BE(0) !== 0x7f454c46) continue;
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    if (!found.some((one) => one.sha256 === sha256)) found.push({ row: here, path: file, sha256, file });
    if (found.length === OF_THIS_MACHINE) break;
  }
  return found;
}

const differencesOf = (results: Compared[]): string[] =>
  results.flatMap(({ row, path, open }) => open.map(({ by, field, ours, theirs }) => `${row.package} ${path}: ${field} is ${ours}, ${by} says ${theirs}`));

const noReadelf = spawnSync('readelf', ['--version']).error === undefined ? '' : ' (skipped: there is no readelf on this machine)';

describe.skipIf(noReadelf !== '')(`every field of elf@1 beside readelf and pyelftools${noReadelf}`, () => {
  let python: string | null = null;
  let noPython = '';
  beforeAll(async () => {
    try {
      python = await pythonWithPyelftools(cache);
    } catch (error) {
      noPython = error instanceof Error ? error.message : String(error); // readelf alone then, and the test's name of it
    }
  });

  it('agrees on programs of this machine', async ({ annotate }) => {
    if (noPython !== '') await annotate(`without pyelftools: ${noPython}`);
    const results = await compareAll(filesOfThisMachine(), { python, go: null }, () => undefined);
    expect(results.length).toBeGreaterThan(10);
    expect(differencesOf(results)).toEqual([]);
  });

  it('agrees on libraries and objects of other machines, both byte orders', { timeout: 120_000 }, async ({ skip }) => {
    const rows = readList()
      .filter((row) => row.suite === 'trixie' && row.arch === 'amd64' && PACKAGES.includes(row.package))
      .map((row) => ({ ...row, most: Math.min(row.most, PER_PACKAGE) }));
    expect(rows.length).toBe(PACKAGES.length);
    const fetched = await collect(rows, cache, () => undefined).catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
    if (typeof fetched === 'string') return skip(`the packages can not be had: ${fetched}`);
    if (fetched.files.length === 0) return skip(`the packages can not be had: ${fetched.missing[0]?.why ?? 'no reason given'}`);
    const results = await compareAll(fetched.files, { python, go: null }, () => undefined);
    expect(differencesOf(results)).toEqual([]);
    expect(new Set(results.map(({ machine }) => machine)).size).toBeGreaterThanOrEqual(8);
    expect(results.some(({ machine }) => machine.endsWith('msb')) && results.some(({ machine }) => machine.endsWith('lsb'))).toBe(true);
    // A comparison that compares nothing would agree as well.
    expect(results.reduce((sum, { fields }) => sum + fields, 0)).toBeGreaterThan(50 * results.length);
  });
});
