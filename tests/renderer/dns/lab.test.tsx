// @vitest-environment jsdom
// The lab: what is typed is linted and predicted, kept in the address, and leads to a measurement.
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { decodeDraft, draftOf, encodeDraft, FIRST_DRAFT } from '../../../src/renderer/views/dns/draft.ts';
import { DnsLabView } from '../../../src/renderer/views/dns/lab.tsx';
import { useDraft } from '../../../src/renderer/views/dns/store.ts';
import { InputError } from '../../../src/shared/domain/errors.ts';
import { aLint, anOutcome, aPrediction, S } from '../../builders/dns.ts';
import { later, renderView, type Answers, type Rendered } from '../support.tsx';

// A picture is no part of this: jsdom has no canvas.
vi.mock('../../../src/renderer/views/dns/charts/index.tsx', () => ({
  Waterfall: ({ label }: { label: string }) => <figure aria-label={`waterfall of ${label}`} />,
  HeatMap: ({ points, onPick }: { points: { timeout: number; attempts: number }[]; onPick: (point: unknown) => void }) => (
    <div>
      {points.map((point) => (
        <button key={`${point.timeout} ${point.attempts}`} type="button" onClick={() => onPick(point)}>{`T${point.timeout} A${point.attempts}`}</button>
      ))}
    </div>
  ),
  SearchLines: () => <figure />,
  Front: () => <figure aria-label="front" />,
}));

beforeEach(() => {
  sessionStorage.clear();
  useDraft.setState({ draft: FIRST_DRAFT });
});

const PREDICTIONS = {
  predictions: [
    aPrediction({ warnings: [{ code: 'rotate-go-two-servers', text: 'every lookup pays T', line: 4 }] }),
    aPrediction({
      resolver: 'glibc',
      version: '2.36',
      outcomes: [anOutcome({ wallNs: 0, probability: 0.5 }), anOutcome({ wallNs: null, result: 'hang', packets: 1, error: null, probability: 0.5 })],
    }),
  ],
};
const open = (answers: Answers = {}, path = '/dns'): Rendered =>
  renderView(<DnsLabView />, { path, answers: { 'dns.lint': aLint(), 'dns.predict': PREDICTIONS, 'doctor.run': later<never>().promise as never, ...answers } });

const file = (): HTMLTextAreaElement => screen.getByRole('textbox', { name: 'Text of resolv.conf' });

describe('what is typed', () => {
  it('is predicted: every outcome in a row, the slowest of the first resolver looked into', async () => {
    open();
    const table = await screen.findByRole('grid', { name: 'Outcomes' });
    expect(within(table).getAllByRole('row')).toHaveLength(4);
    expect(within(table).getByText('never')).toBeTruthy();
    expect(within(table).getByText('hangs')).toBeTruthy();
    expect(screen.getByRole('figure', { name: 'waterfall of go 1.24' })).toBeTruthy();
    expect(screen.getByText('every lookup pays T')).toBeTruthy();
    expect(screen.getByRole('row', { name: /All servers silent/ }).textContent).toContain('4.00 s ×4');
  });

  it('leads to other packets by a row that is chosen, and keeps it in the address', async () => {
    const view = open();
    fireEvent.click(await screen.findByText('hangs'));
    expect(await screen.findByRole('figure', { name: 'waterfall of glibc 2.36' })).toBeTruthy();
    expect(view.address()).toContain('o=1.1');
  });

  it('is asked about once it has stayed so, with the old answer left until then', async () => {
    const view = open();
    await screen.findByRole('grid', { name: 'Outcomes' });
    const next = later<typeof PREDICTIONS>();
    view.api.answer({ 'dns.predict': () => next.promise });
    for (const text of ['nameserver 1', 'nameserver 1.1', 'nameserver 1.1.1.1']) fireEvent.change(file(), { target: { value: text } });
    await waitFor(() => expect(view.api.inputs('dns.predict')).toHaveLength(2));
    expect(view.api.inputs('dns.predict').at(-1)?.scenario.resolvConf).toBe('nameserver 1.1.1.1');
    expect(screen.getByRole('grid', { name: 'Outcomes' })).toBeTruthy();
    next.resolve({ predictions: [aPrediction({ outcomes: [anOutcome({ wallNs: 7 * S })] })] });
    expect((await screen.findAllByText('7.00 s')).length).toBeGreaterThan(0);
  });

  it('stays in the address, and comes back from it', async () => {
    const view = open();
    fireEvent.change(file(), { target: { value: 'nameserver 9.9.9.9\n' } });
    await waitFor(() => expect(view.address()).toContain('s='));
    const said = new URLSearchParams(view.address().split('?')[1]).get('s') ?? '';
    expect(decodeDraft(said)?.scenario.resolvConf).toBe('nameserver 9.9.9.9\n');
    view.navigate(`/dns?s=${encodeDraft(draftOf({ resolvConf: 'nameserver 8.8.8.8\n' }))}`);
    await waitFor(() => expect(file().value).toBe('nameserver 8.8.8.8\n'));
  });

  it('too long for an address is kept in the session', async () => {
    const view = open();
    fireEvent.change(file(), { target: { value: `# ${'x'.repeat(5_000)}` } });
    await waitFor(() => expect(sessionStorage.getItem('cgoscope.dns.draft')).toContain('xxxxx'));
    expect(view.address()).not.toContain('s=');
  });

  it('with a fault that is none is not predicted, and says what was expected', async () => {
    const view = open();
    await screen.findByRole('grid', { name: 'Outcomes' });
    const before = view.api.inputs('dns.predict').length;
    useDraft.getState().scenario({ servers: [{ fault: 'delay:soon', exists: null }] });
    expect(await screen.findByText(/"delay:soon" is no fault/)).toBeTruthy();
    await waitFor(() => expect(view.api.inputs('dns.lint').at(-1)?.scenario.servers[0]?.fault).toBe('delay:soon'));
    expect(view.api.inputs('dns.predict')).toHaveLength(before);
  });

  it('is marked by sign and word, hostile text as text', async () => {
    open({ 'dns.lint': aLint({ musl: [{ line: 4, word: '<b>attempts:0\u202e', verdict: 'dangerous', code: 'attempts-0', text: 'divides by zero' }] }) });
    const said = await screen.findByRole('group', { name: 'What the resolvers make of it' });
    expect(said.textContent).toContain('! dangerous');
    expect(said.textContent).toContain('<b>attempts:0\\u{202e}');
    expect(screen.getByText('1 dangerous setting')).toBeTruthy();
    fireEvent.click(within(said).getByRole('button', { name: 'line 4' }));
    expect(document.activeElement).toBe(file());
  });

  it('that can not be predicted says why, and leaves the last answer', async () => {
    const view = open();
    await screen.findByRole('grid', { name: 'Outcomes' });
    view.api.answer({
      'dns.predict': () => {
        throw new InputError('no model covers this', { input: 'api' });
      },
    });
    fireEvent.change(file(), { target: { value: 'nameserver 1.1.1.1' } });
    expect(await screen.findByText('no model covers this')).toBeTruthy();
    expect(screen.getByRole('grid', { name: 'Outcomes' })).toBeTruthy();
  });
});

it('a cell of the grid is put into the file', async () => {
  open(
    {
      'dns.grid': ({ vary }) => ({
        schema: 'cgoscope/dns-grid@0',
        points:
          vary.search === undefined
            ? [{ resolver: 'go', timeout: 8, attempts: 3, servers: 2, search: 1, ndots: 1, faults: 'silent', minNs: 0, maxNs: S, packets: 4, result: 'ok' }]
            : [],
      }),
    },
    '/dns?look=explore',
  );
  fireEvent.click(await screen.findByRole('button', { name: 'T8 A3' }));
  await waitFor(() => expect(file().value).toContain('timeout:8 attempts:3'));
});

describe('measuring', () => {
  it('starts with what was chosen and leads to the measurement; what it needs first is asked for', async () => {
    const view = open(
      {
        'dns.measure': ({ yes }) => {
          if (!yes) throw new InputError('this downloads 60 MB', { input: 'yes', expected: 'yes' });
          return { id: 'M7', samples: 2, longestNs: S };
        },
      },
      '/dns?look=measure',
    );
    fireEvent.click(await screen.findByRole('checkbox', { name: /^c-glibc/ }));
    fireEvent.change(screen.getByRole('textbox', { name: 'timeout' }), { target: { value: '1 2' } });
    fireEvent.click(screen.getByRole('button', { name: 'Measure 4 samples' }));
    expect(await screen.findByText('this downloads 60 MB')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Go on and measure' }));
    await waitFor(() => expect(view.address()).toBe('/dns/measurements/M7'));
    expect(view.api.inputs('dns.measure').at(-1)).toMatchObject({ yes: true, vary: { timeout: [1, 2] }, subjects: [{ id: 'go' }, { id: 'c-musl' }], rounds: 1 });
  });

  it('of what would last too long says so', async () => {
    open(
      {
        'dns.measure': () => {
          throw new InputError('it would last 9 min', { input: 'limitMs' });
        },
      },
      '/dns?look=measure',
    );
    fireEvent.click(await screen.findByRole('button', { name: 'Measure 3 samples' }));
    expect(await screen.findByText('it would last 9 min')).toBeTruthy();
  });
});

it('advice is shown with its reasons, and its file goes into the editor', async () => {
  const view = open(
    {
      'dns.advise': ({ prove }) => ({
        schema: 'cgoscope/dns-advice@0',
        resolvers: ['go'],
        budget: { totalNs: 5 * S, failoverNs: S, latencyNs: 0, loss: 0 },
        now: { meets: false, worstNs: 24 * S, failoverNs: 2 * S, lossSurvival: 1, perResolver: { go: 24 * S }, why: ['24 s when all are silent'] },
        recommendation: {
          resolvConf: 'nameserver 10.0.0.53\noptions timeout:1\n',
          diff: '--- a\n+++ b\n@@ -1 +1 @@\n-options timeout:2\n+options timeout:1\n',
          edits: [{ line: 4, before: 'options timeout:2', after: 'options timeout:1', reason: 'half the wait' }],
          worstNs: 4 * S,
          failoverNs: S,
          lossSurvival: 1,
        },
        impossible: [],
        front: [],
        warnings: [],
        proof: prove
          ? { before: 'B', after: 'A', proven: true, rows: [{ title: 'x', subject: 'go', a: { wallNs: [24 * S], packets: [24], result: 'fail' }, b: null, text: '20 s less' }] }
          : null,
      }),
    },
    '/dns?look=advise',
  );
  expect(await screen.findByText('half the wait')).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Prove it by measuring' }));
  expect(await screen.findByText('20 s less')).toBeTruthy();
  expect(screen.getByRole('link', { name: 'Side by side' }).getAttribute('href')).toBe('/dns/compare?a=B&b=A');
  expect(view.api.inputs('dns.advise').at(-1)).toMatchObject({ prove: true, budgetMs: 5_000, failoverMs: 1_000 });
  fireEvent.click(screen.getByRole('button', { name: 'Use this file' }));
  await waitFor(() => expect(file().value).toBe('nameserver 10.0.0.53\noptions timeout:1\n'));
});
