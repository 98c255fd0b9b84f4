import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { checklistLines } from '../../src/cli/text/checklist.ts';
import { paint } from '../../src/cli/text/paint.ts';
import { checklistSchema, type Checklist } from '../../src/shared/domain/checklist.ts';
import { cli, FakeApi } from './support.ts';

const document = checklistSchema.parse(JSON.parse(readFileSync(path.join(import.meta.dirname, '..', 'fixtures', 'documents', 'checklist.json'), 'utf8')));
const EVIL = 'x\u001b[2J\u202e\u009b\r\n\u0007y';

describe('cgoscope checklist', () => {
  it('asks the owner, with what stands on the command line', async () => {
    const api = new FakeApi({ 'image.checklist': () => document });
    const told = await cli(['checklist', 'example/relay:1', '--no-start', '--seconds', '9', '--endpoint', 'here', '--json'], { api });
    expect(told.code).toBe(0);
    expect(JSON.parse(told.out)).toEqual(document);
    expect(api.opened).toMatchObject([{ needOwner: true }]);
    expect(api.input('image.checklist')).toMatchObject({ image: 'example/relay:1', start: false, seconds: 9, endpoint: 'here' });
  });

  it('starts the program for five seconds unless told otherwise', async () => {
    const api = new FakeApi({ 'image.checklist': () => document });
    await cli(['checklist', 'example/relay:1'], { api });
    expect(api.input('image.checklist')).toMatchObject({ start: true, seconds: 5 });
  });

  it('ends with 1 for an item that failed only where it is asked to', async () => {
    const api = () => new FakeApi({ 'image.checklist': () => document });
    expect((await cli(['checklist', 'a'], { api: api() })).code).toBe(0);
    expect((await cli(['checklist', 'a', '--fail-on', 'finding'], { api: api() })).code).toBe(1);
    const good = new FakeApi({ 'image.checklist': () => ({ ...document, failed: 0 }) });
    expect((await cli(['checklist', 'a', '--fail-on', 'finding'], { api: good })).code).toBe(0);
  });

  it('refuses seconds that are none', async () => {
    const told = await cli(['checklist', 'a', '--seconds', '0'], { api: new FakeApi() });
    expect(told.code).toBe(2);
    expect(told.err).toContain('from 1 to 120');
  });

  it('shows every item, what failed with its evidence, and who refuses which call', async () => {
    const told = await cli(['checklist', 'a'], { api: new FakeApi({ 'image.checklist': () => document }) });
    for (const { title } of document.items) expect(told.out).toContain(title);
    expect(told.out).toContain(`${document.failed} failed, ${document.passed} passed`);
    expect(told.out).toContain('hidden by the emulator');
    expect(told.out).toContain('openat2*');
    expect(told.out).toContain("the host's own platform, without seccomp");
  });

  it('shows nothing raw of a stranger', () => {
    const evil: Checklist = {
      ...document,
      image: { ref: EVIL, id: EVIL, platform: EVIL },
      host: { ...document.host, platform: EVIL, emulator: EVIL, cpu: EVIL, kernel: EVIL, seccomp: EVIL },
      traced: { argv: [EVIL], seconds: 1, ended: EVIL },
      items: document.items.map((item) => ({ ...item, status: 'fail', title: EVIL, text: EVIL, evidence: [{ source: EVIL, text: EVIL }] })),
      syscalls: document.syscalls.map((row) => ({ ...row, name: EVIL })),
    };
    expect(checklistLines(evil, paint(false), 80).join('\n')).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });
});
