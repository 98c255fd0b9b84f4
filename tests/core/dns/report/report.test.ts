import { describe, expect, it } from 'vitest';
import { renderDnsReport } from '../../../../src/core/dns/report/index.ts';
import { redactedReport } from '../../../../src/core/dns/report/procedures.ts';
import { createRedactor } from '../../../../src/core/report/redact/index.ts';
import { dnsMeasurementSchema } from '../../../../src/shared/domain/dns.ts';
import { S } from '../../../shared/charts/builders.ts';
import { measurement, sample, scenario } from './builders.ts';

const htmlOf = (more: Parameters<typeof measurement>[0] = {}): string => renderDnsReport({ measurement: measurement(more), redacted: {} }, 'html');
const mdOf = (more: Parameters<typeof measurement>[0] = {}): string => renderDnsReport({ measurement: measurement(more), redacted: {} }, 'md');
const HOSTILE = '"><script>alert(1)</script>\u001b[31m|`x`\n# injected';

describe('the report of a measurement', () => {
  it('says first what happened', () => {
    expect(htmlOf()).toContain('At worst a lookup took 4.00 s: go. It is as predicted.');
    expect(mdOf()).toContain('At worst a lookup took 4.00 s: go. It is as predicted.');
  });

  it('says what is not as predicted, not done, and not to be trusted', () => {
    const { agreement, calibration } = measurement();
    const odd = htmlOf({
      state: 'cancelled',
      reason: 'cancelled',
      agreement: agreement.map((one) => ({ ...one, agrees: one.subject === 0 ? false : null })),
      calibration: calibration === null ? null : { ...calibration, overloaded: true },
    });
    expect(odd).toContain('1 of 1 pair is not as predicted.');
    expect(odd).toContain('The measurement is cancelled (cancelled)');
    expect(odd).toContain('too loaded');
  });

  it('has a picture of the packets with the same packets as a table', () => {
    const html = htmlOf();
    expect(html.match(/<svg class="chart"/g)).toHaveLength(2);
    expect(html).toContain('aria-label="Packets of go under');
    expect(html).toContain('8 packets as a table');
    // A bar that nobody answered ends where the resolver went on.
    expect(html).toContain('<td class="n">1.00 s</td>');
  });

  it('is one file: no script, nothing from elsewhere, a policy that refuses both', () => {
    const html = htmlOf();
    expect(html).not.toMatch(/<script|<link|<img|@import|https?:/);
    expect(html).toContain("default-src 'none'");
  });

  it('has the matrix of faults, the scatter and the distribution where there is enough for them', () => {
    expect(htmlOf()).not.toContain('id="faults"');
    const scenarios = ['silent', 'closed', 'servfail'].map((fault) => scenario({ servers: [{ fault, exists: null }] }));
    const samples = scenarios.flatMap((_, place) => [0, 1].flatMap((round) => [sample(0, 4 * S, 8, { scenario: place, round }), sample(1, S, 8, { scenario: place, round })]));
    const html = htmlOf({ scenarios, samples });
    for (const id of ['faults', 'scatter', 'distribution', 'ran', 'scenarios', 'trust', 'reproduce']) expect(html).toContain(`id="${id}"`);
  });

  it('gives the command line that measures it again', () => {
    for (const text of [htmlOf(), mdOf()])
      expect(text.replaceAll('&lt;', '<').replaceAll('&#39;', "'")).toContain('--server 1=silent --server 2=silent --subject go --subject c-musl');
  });

  it('says what each fault does', () => {
    expect(htmlOf()).toContain('takes the query, never answers');
    expect(htmlOf({ scenarios: [scenario({ servers: [{ fault: 'of-tomorrow', exists: null }] })] })).toContain('a fault that this version does not know');
  });

  it('shows hostile names, files and errors as text', () => {
    const hostile: Parameters<typeof measurement>[0] = {
      title: HOSTILE,
      notes: [HOSTILE],
      scenarios: [scenario({ resolvConf: HOSTILE, name: HOSTILE, env: { X: HOSTILE }, title: HOSTILE })],
      samples: [
        sample(0, S, 1, {
          timeline: [{ tNs: 0, endNs: null, server: 9, protocol: 'udp', type: HOSTILE, name: HOSTILE, outcome: HOSTILE }],
          resolver: { ran: 'go', proof: [HOSTILE] },
        }),
      ],
    };
    const html = htmlOf(hostile);
    expect(html).not.toContain('<script');
    expect(html).not.toContain('\u001b');
    const md = mdOf(hostile);
    expect(md).not.toContain('\u001b');
    // Files stand in fences, line by line; nothing of a stranger begins a line elsewhere.
    expect(
      md
        .replace(/^(`{3,})[^]*?^\1$/gm, '')
        .split('\n')
        .filter((line) => line.startsWith('# injected')),
    ).toEqual([]);
  });

  it('as JSON is the measurement', () => {
    const text = renderDnsReport({ measurement: measurement(), redacted: {} }, 'json');
    expect(dnsMeasurementSchema.parse(JSON.parse(text))).toEqual(measurement());
  });

  it('as Markdown fits into one issue, however large the grid', () => {
    const scenarios = Array.from({ length: 600 }, (_, place) => scenario({ title: `scenario ${place} ${'x'.repeat(100)}` }));
    const samples = scenarios.map((_, place) => sample(0, 4 * S, 8, { scenario: place }));
    expect(mdOf({ scenarios, samples }).length).toBeLessThan(65_536);
  });

  it('carries no secret that was planted in a file, an environment, a title or an answer', () => {
    const canary = 'canary-5f2c9e17-b3d1';
    const planted = measurement({
      title: `with ${canary}`,
      scenarios: [scenario({ resolvConf: `# token ${canary}\nnameserver 10.0.0.1\n`, hosts: canary, env: { API_TOKEN: canary } })],
      samples: [
        sample(0, S, 1, { stderr: canary, lookups: [{ startNs: 0, wallNs: S, result: 'fail', addresses: [], error: `no ${canary}` }], resolver: { ran: 'go', proof: [canary] } }),
      ],
      notes: [canary],
    });
    for (const format of ['html', 'md', 'json'] as const) {
      const text = redactedReport(planted, format, createRedactor({ secrets: [canary], home: '/home/eve', user: 'eve', hostname: 'machine' }));
      expect(text).not.toContain(canary);
      expect(text).toContain('redacted');
      if (format === 'json') expect(dnsMeasurementSchema.parse(JSON.parse(text)).id).toBe(planted.id);
    }
  });
});
