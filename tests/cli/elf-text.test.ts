// What `elf FILE` prints: facts that fit any width, and no sentence that is false for the kind of file.
import { describe, expect, it } from 'vitest';
import { elfLines } from '../../src/cli/text/elf.ts';
import { elfSummaryFacts } from '../../src/cli/text/elf-detail.ts';
import { paint } from '../../src/cli/text/paint.ts';
import { elfFacts } from '../../src/shared/domain/describe.ts';
import { displayWidth } from '../../src/shared/domain/text.ts';
import { elf } from '../builders/documents.ts';
import { elfDetail } from '../builders/binary-documents.ts';

const plain = paint(false);
const fact = (given: Parameters<typeof elf>[0], name: string): string | undefined => elfFacts(elf(given)).find(([each]) => each === name)?.[1];

describe('a binary in words', () => {
  it('does not say of a library or an object file that it starts', () => {
    expect(fact({ interp: null, linkage: 'shared' }, 'interp')).toBe('none: a library, loaded by the loader of the program that uses it');
    expect(fact({ interp: null, linkage: 'relocatable' }, 'interp')).toBe('none: an object file, not linked yet');
    expect(fact({ interp: null, linkage: 'static', needed: [] }, 'interp')).toBe('none: starts without a loader');
  });
  it('does not say that a damaged file starts, nor one whose libraries nobody loads', () => {
    expect(fact({ interp: null, linkage: null, type: null }, 'interp')).toBe('none could be read');
    expect(fact({ interp: null, linkage: 'pie', needed: ['libc.so.6'] }, 'interp')).toBe('none: nothing loads the libraries that it needs');
  });
  it('cuts names of thousands of letters and shows empty ones', () => {
    const needed = fact({ needed: ['', 'B'.repeat(4_096)] }, 'needed');
    expect(needed).toMatch(/^"", BBB.*…$/);
    expect(needed?.length).toBeLessThan(400);
  });
  it('names the system of a binary that is for another one than Linux', () => {
    expect(fact({ osabi: 'ELFOSABI_FREEBSD' }, 'file')).toMatch(/, ELFOSABI_FREEBSD$/);
    expect(fact({ osabi: 'ELFOSABI_NONE' }, 'file')).not.toMatch(/OSABI/);
  });
  it('asks about cgo only where there is Go', () => {
    const none = { enabled: null, evidence: [] };
    expect(fact({ go: null, goBuildId: null, cgo: none }, 'cgo')).toBeUndefined();
    expect(fact({ go: null, goBuildId: 'abc', cgo: none }, 'cgo')).toBe('not known');
  });
  it('is the same at any width: what is long goes on in the next line', () => {
    const needed = Array.from({ length: 12 }, (_, i) => `libnumber${i}.so.${i}`);
    const lines = elfLines(elf({ needed }), plain, 60, [['hardening', 'nx · pie']]);
    for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(60);
    for (const name of needed) expect(lines.join('\n')).toContain(name);
    expect(lines.join('\n')).toMatch(/^hardening +nx · pie$/m);
  });
});

describe('hardening in words', () => {
  const words = (facts: [string, 'yes' | 'no' | 'partial'][]): string | undefined =>
    elfSummaryFacts(elfDetail({ hardening: facts.map(([id, value]) => ({ id, value, why: '' })) as never })).find(([name]) => name === 'hardening')?.[1];
  it('never says no twice', () => {
    expect(
      words([
        ['no-rwx', 'yes'],
        ['no-textrel', 'no'],
        ['relro', 'partial'],
        ['ibt', 'no'],
        ['stripped', 'no'],
      ]),
    ).toBe('no rwx · TEXTREL · partial relro · no ibt · not stripped');
  });
});
