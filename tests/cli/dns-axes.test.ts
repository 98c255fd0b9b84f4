// What a grid of `dns measure` takes on its axes, and what it says of options that speak of the same thing.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { dnsMeasurementSchema } from '../../src/shared/domain/dns.ts';
import { cli, FakeApi, type Told } from './support.ts';

const document = dnsMeasurementSchema.parse(JSON.parse(readFileSync(path.join(import.meta.dirname, '..', 'fixtures', 'documents', 'dns-measurement.json'), 'utf8')));
const folder = mkdtempSync(path.join(tmpdir(), 'cgoscope-axes-'));
writeFileSync(path.join(folder, 'resolv.conf'), 'nameserver 10.0.0.2\nnameserver 10.0.0.3\n');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const api = (): FakeApi => new FakeApi({ 'dns.measure': () => ({ id: document.id, samples: 2, longestNs: 1e9 }), 'dns.get': () => document });
const measure = (argv: string[], fake = api()): Promise<Told> => cli(['dns', 'measure', '--resolv-conf', 'resolv.conf', '--json', ...argv], { api: fake, cwd: folder });

describe('axes of a grid', () => {
  it.each(['rotate\nnameserver 10.9.9.9', 'a\u{1b}[31m', '# rotate', 'x'.repeat(501)])('take no more than words of one line of options: %j', async (words) => {
    const fake = api();
    const told = await measure(['--options', words], fake);
    expect(told).toMatchObject({ code: 2, out: '' });
    expect(told.err).toContain('expected words of one line of options');
    expect(told.err).not.toContain('\u{1b}');
    expect(fake.asked).toEqual([]);
  });

  it('may hold no option at all beside others', async () => {
    const fake = api();
    expect(await measure(['--options', '', '--options', 'rotate'], fake)).toMatchObject({ code: 0 });
    expect(fake.input('dns.measure')).toMatchObject({ vary: { options: ['', 'rotate'] } });
  });

  it('say where a fault for all servers takes the place of --server', async () => {
    expect((await measure(['--server', '1=ok', '--faults', 'silent'])).err).toContain('takes the place of --server');
    expect((await measure(['--server', '1=ok', '--faults', '2=silent'])).err).not.toContain('takes the place');
    expect((await measure(['--faults', 'silent'])).err).not.toContain('takes the place');
  });
});

describe('a title', () => {
  it('has a length', async () => {
    const fake = api();
    expect((await measure(['--title', 'x'.repeat(201)], fake)).err).toContain('--title is 201 characters long; expected at most 200');
    expect(fake.asked).toEqual([]);
  });
});
