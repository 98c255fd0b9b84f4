// Whatever the file is: what is recommended is read alike by all who read it, meets the budget when it is predicted anew, comes out of the patch, and has every
// line that was not to be edited.
import { describe, expect, it } from 'vitest';
import { newestVersion, readSettings } from '../../../../src/core/dns/conf/index.ts';
import { predict } from '../../../../src/core/dns/predict.ts';
import { dnsScenarioSchema, type Resolver } from '../../../../src/shared/domain/dns.ts';
import { runs } from '../../../helpers/runs.ts';
import { advise, type Asked } from './ask.ts';

/** Mulberry32: the same sequence everywhere. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const LINES = [
  'nameserver 10.0.0.2',
  'nameserver 10.0.0.3',
  'nameserver 10.0.0.4',
  'nameserver\t10.0.0.5   ',
  ' nameserver 10.0.0.6',
  'nameserver 10.0.0.7\r',
  'nameserver fe80::1%eth0',
  'nameserver 2001:db8::53',
  'nameserver not-an-address',
  'nameserver',
  'search a.example b.example',
  'search',
  'search .',
  'domain c.example d.example',
  '\tsearch e.example',
  'options timeout:5 attempts:3',
  'options  timeout:2\ttimeout:9',
  'options attempts:0',
  'options timeout:0',
  'options timeout:40 attempts:9 ndots:99',
  'options rotate single-request edns0 trust-ad',
  'options single-request-reopen use-vc no-aaaa',
  ' options timeout:3',
  'options timeout: 4',
  'options xtimeout:6 ndots:5\r',
  'options',
  'sortlist 10.0.0.0/8',
  '# a comment: options timeout:9',
  '; another',
  '',
  `search ${'x'.repeat(250)}.example`,
  'lookup file bind',
  'options ndots:5 # not a comment to anybody',
];

function fileOf(next: () => number): string {
  const count = Math.floor(next() * 9);
  const lines = Array.from({ length: count }, () => LINES[Math.floor(next() * LINES.length)] ?? '');
  return lines.join('\n') + (next() < 0.7 ? '\n' : '');
}

const KINDS: Resolver[][] = [['go'], ['glibc'], ['musl'], ['go', 'glibc'], ['go', 'glibc', 'musl'], ['glibc', 'musl']];

/** A patch applied by hand: context and removed lines must be there. */
function patched(text: string, diff: string): string {
  const before = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const after: string[] = [];
  let at = 0;
  const body = diff.split('\n').slice(2, -1);
  body.forEach((line, index) => {
    const hunk = /^@@ -(\d+)(?:,(\d+))? /.exec(line);
    if (hunk !== null) {
      const start = Number(hunk[1]) - (hunk[2] === '0' ? 0 : 1);
      after.push(...before.slice(at, start));
      at = start;
      return;
    }
    if (line.startsWith('\\')) return;
    const content = `${line.slice(1)}${body[index + 1]?.startsWith('\\') === true ? '' : '\n'}`;
    if (!line.startsWith('+')) {
      expect(before[at]).toBe(content);
      at += 1;
    }
    if (!line.startsWith('-')) after.push(content);
  });
  return [...after, ...before.slice(at)].join('');
}

describe('a recommendation, whatever the file', () => {
  it.each(Array.from({ length: runs(6) }, (_, index) => index + 1))('holds: part %i', (part) => {
    const next = random(part);
    let given = 0;
    for (let round = 0; round < 30; round++) {
      const file = fileOf(next);
      const kinds = KINDS[Math.floor(next() * KINDS.length)] ?? ['go'];
      const asked: Asked = {
        budget: [1, 2, 3, 5, 10, 30][Math.floor(next() * 6)] ?? 5,
        ...(next() < 0.5 ? { failover: [0.5, 1, 2, 5][Math.floor(next() * 4)] ?? 1 } : {}),
        ...(next() < 0.3 ? { scenario: { exists: ['db.internal.'] } } : {}),
      };
      const { recommendation, impossible } = advise(file, kinds, asked);
      expect(recommendation === null).toBe(impossible.length > 0);
      if (recommendation === null) continue;
      given += 1;
      const { resolvConf, diff, edits, worstNs } = recommendation;
      const context = JSON.stringify({ file, kinds, asked, resolvConf });

      const read = kinds.map((kind) => readSettings(kind, newestVersion(kind), { resolvConf }).settings);
      for (const key of ['servers', 'search', 'timeout', 'attempts', 'ndots'] as const)
        expect(new Set(read.map((settings) => JSON.stringify(settings[key]))).size, `${key} is read alike: ${context}`).toBe(1);

      const servers = read[0]?.servers ?? [];
      const silent = servers.map(() => ({ fault: 'silent', exists: null }));
      const scenario = dnsScenarioSchema.parse({ resolvConf, exists: asked.scenario?.exists ?? [], servers: silent });
      const all = kinds.flatMap((kind) => predict(scenario, kind, null).outcomes.map(({ wallNs }) => wallNs ?? Number.POSITIVE_INFINITY));
      expect(Math.max(...all), `within the budget: ${context}`).toBeLessThanOrEqual((asked.budget ?? 0) * 1e9);
      expect(Math.max(...all), context).toBe(worstNs);
      if (asked.failover !== undefined)
        for (let dead = 0; dead < servers.length && servers.length > 1; dead++) {
          const one = { ...scenario, servers: servers.map((_, index) => ({ fault: index === dead ? 'silent' : 'ok', exists: null })) };
          for (const kind of kinds)
            for (const { wallNs, result } of predict(one, kind, null).outcomes) {
              expect(wallNs ?? Number.POSITIVE_INFINITY, `fails over: ${context}`).toBeLessThanOrEqual(asked.failover * 1e9);
              expect(result, context).toBe('ok');
            }
        }

      const touched = new Set(edits.flatMap(({ line }) => (line === null ? [] : [line])));
      const kept = file.split('\n').filter((line, index) => !touched.has(index + 1) && line.trim() !== '');
      const now = resolvConf.split('\n');
      let at = 0;
      for (const line of kept) {
        const found = now.indexOf(line, at);
        expect(found, `keeps "${line}": ${context}`).toBeGreaterThanOrEqual(at);
        at = found + 1;
      }
      for (const { reason } of edits) expect(reason, context).not.toBe('');
      expect(diff === '' ? file : patched(file, diff), context).toBe(resolvConf);
    }
    expect(given).toBeGreaterThan(5);
  });
});
