import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createLog } from '../../src/main/log.ts';
import { temporaryFolder, until } from './support.ts';

/** Whole ones: a file is there a moment before what is written into it. */
const linesOf = (file: string): string[] => (existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : []);

describe('the log of the desktop shell', () => {
  it('goes to the terminal and, in order and with its time, to a file of the user alone', async () => {
    const file = path.join(temporaryFolder(), 'window', 'shell.log');
    const said: string[] = [];
    const log = createLog(file, (text) => said.push(text));
    log('one');
    log('two');
    await until(() => linesOf(file).length === 2);
    expect(linesOf(file)).toEqual([expect.stringMatching(/^\d{4}-.*Z one$/), expect.stringMatching(/Z two$/)]);
    expect(said).toEqual(['one\n', 'two\n']);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('begins a new file when the old one is large', async () => {
    const file = path.join(temporaryFolder(), 'shell.log');
    writeFileSync(file, 'x'.repeat((1 << 20) + 1));
    createLog(file, () => undefined)('fresh');
    await until(() => existsSync(`${file}.1`) && linesOf(file).length === 1);
    expect(linesOf(file)[0]).toMatch(/ fresh$/);
  });

  it('says once that the file can not be written', async () => {
    const blocked = path.join(temporaryFolder(), 'a-file');
    writeFileSync(blocked, '');
    const said: string[] = [];
    const log = createLog(path.join(blocked, 'shell.log'), (text) => said.push(text));
    log('one');
    log('two');
    await until(() => said.length === 3);
    expect(said).toEqual(['one\n', 'two\n', expect.stringMatching(/can't be written/)]);
  });
});
