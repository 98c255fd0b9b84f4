import { describe, expect, it } from 'vitest';
import { cli, FakeApi } from './support.ts';

const ID = '01JD9Z3V7Q8K4T2M6N5P1R0S9W';

describe('a bundle', () => {
  it('is told by what it held, with the command that shows it', async () => {
    const says = async (kind: 'run' | 'dns-measurement' | 'trace-recording' | undefined, fresh = true) =>
      (
        await cli(['import', 'a.cgoscope'], {
          api: new FakeApi({ 'bundle.import': () => ({ ...(kind === undefined ? {} : { kind }), id: ID, cells: kind === undefined ? 2 : 0, fresh }) }),
        })
      ).out;
    expect(await says(undefined)).toBe(`run ${ID}, 2 cells\nsee it: cgoscope show ${ID}\n`);
    expect(await says('dns-measurement')).toBe(`measurement ${ID}\nsee it: cgoscope dns show ${ID}\n`);
    expect(await says('trace-recording', false)).toBe(`recording ${ID} (it was here already)\nsee it: cgoscope trace show ${ID}\n`);
  });

  it('says in its document what it holds', async () => {
    const api = new FakeApi({ 'bundle.export': () => ({ kind: 'dns-measurement', id: ID, bytes: 9, redacted: {} }) });
    const told = await cli(['export', ID, '--to', 'x.cgoscope', '--json'], { api });
    expect(JSON.parse(told.out)).toEqual({ schema: 'cgoscope/exported@0', kind: 'dns-measurement', id: ID, file: '/home/ann/project/x.cgoscope', bytes: 9, redacted: {} });
  });
});
