// @vitest-environment jsdom
// Several files dropped on the window: the files of one `strace -ff` are one trace, anything else is told.
import { describe, expect, it } from 'vitest';
import { pathOfSet } from '../../../src/renderer/views/trace/use-take-file.ts';
import { InputError } from '../../../src/shared/domain/errors.ts';
import { fakeHost } from '../support.tsx';

const files = (...names: string[]): File[] => names.map((name) => new File(['getpid() = 7\n'], name));

describe('files dropped together', () => {
  it('are the set that they lie in, on the machine of the workbench', async () => {
    const host = fakeHost({ pathFor: async (file) => `/logs/a.1/${file.name}` });
    expect(await pathOfSet(host, files('out.12', 'out.7'))).toBe('/logs/a.1/out.*');
  });

  it('are sent to one folder where they are on another machine', async () => {
    const host = fakeHost({ uploadTogether: async (given) => `/uploads/${given.length}` });
    expect(await pathOfSet(host, files('out.12', 'out.7'))).toBe('/uploads/2');
    expect(host.asked.map(([name]) => name)).toEqual(['uploadTogether']);
  });

  it('are refused in a sentence where they are of different sets, or none', async () => {
    const refused = (...names: string[]) => pathOfSet(fakeHost(), files(...names));
    await expect(refused('out.12', 'err.12')).rejects.toThrow('2 files were given, and err.12 is not of the same strace -ff (out.123, out.124 …); one log is opened at a time');
    await expect(refused('a.strace', 'b.strace')).rejects.toThrow(/^2 files were given, and a\.strace is not of the same strace -ff/);
    await expect(refused('out.012', 'out.7')).rejects.toBeInstanceOf(InputError);
  });
});
