// @vitest-environment jsdom
// A measurement followed to its end, the list of all, two side by side.
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { DnsCompareView } from '../../../src/renderer/views/dns/compare.tsx';
import { DnsMeasurementView } from '../../../src/renderer/views/dns/measurement.tsx';
import { DnsMeasurementsView } from '../../../src/renderer/views/dns/measurements.tsx';
import type { DnsMeasurement, DnsMeasurementLine } from '../../../src/shared/domain/dns.ts';
import { aMeasurement, aSample, S } from '../../builders/dns.ts';
import { later, renderView } from '../support.tsx';

// A picture is no part of this: jsdom has no canvas.
vi.mock('../../../src/renderer/views/dns/charts/index.tsx', () => ({
  Waterfall: ({ label, beside }: { label: string; beside?: { label: string } }) => <figure aria-label={`waterfall of ${label}, ${beside?.label ?? ''}`} />,
  Scatter: () => <figure aria-label="scatter" />,
  FaultMatrix: () => <figure aria-label="faults" />,
  Distribution: () => <figure aria-label="distribution" />,
}));

describe('a measurement', () => {
  it('is followed while it goes on, and cancelled on request', async () => {
    const over = later<DnsMeasurement>();
    const running = aMeasurement({ state: 'running', planned: 2, samples: [], agreement: [], endedAt: null, calibration: null });
    const view = renderView(<DnsMeasurementView id="M1" />, {
      path: '/dns/measurements/M1',
      answers: { 'dns.get': ({ wait }) => (wait ? over.promise : running), 'dns.cancel': { cancelled: true } },
    });
    expect(await screen.findByText('0 of 2 samples')).toBeTruthy();
    expect(screen.getByText('waits')).toBeTruthy();
    view.api.answer({ 'dns.get': ({ wait }) => (wait ? over.promise : { ...running, samples: [aSample()] }) });
    view.emit({ schema: 'cgoscope/event@0', type: 'changed', run: null, at: '2026-05-01T10:00:00Z', what: 'dns' });
    expect(await screen.findByText('1 of 2 samples')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    await waitFor(() => expect(view.api.inputs('dns.cancel')).toEqual([{ id: 'M1' }]));
    over.resolve(aMeasurement({ state: 'cancelled', reason: 'cancelled by hand' }));
    expect(await screen.findByText('cancelled by hand')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Cancel' })).toBeNull();
  });

  it('shows the recovery lag of a repaired resolv.conf beside the predicted one', async () => {
    const [pair] = aMeasurement().agreement;
    const measurement = aMeasurement({
      samples: [aSample({ recovery: { atNs: 3 * S, lagNs: 2.51 * S, stale: 2 } })],
      agreement: [{ ...pair!, prediction: null, why: 'its file is replaced', recovery: { leastNs: 2.5 * S, mostNs: 2.6 * S } }],
    });
    const view = renderView(<DnsMeasurementView id="M1" />, { answers: { 'dns.get': measurement } });
    expect(await screen.findByText('2.51 s after the repair at 3.00 s, stale lookups: 2')).toBeTruthy();
    expect(screen.getByText('2.50 s to 2.60 s')).toBeTruthy();
    view.unmount();
    const never = { ...measurement, samples: [aSample({ recovery: { atNs: 3 * S, lagNs: null, stale: 40 } })], agreement: [{ ...pair!, recovery: 'never' as const }] };
    renderView(<DnsMeasurementView id="M1" />, { answers: { 'dns.get': never } });
    expect(await screen.findByText('never: the repaired file was not read')).toBeTruthy();
  });

  it('shows measured beside predicted, who really ran with the proof, and the packets of each round', async () => {
    const view = renderView(<DnsMeasurementView id="M1" />, {
      answers: {
        'dns.get': aMeasurement({
          rounds: 2,
          planned: 2,
          samples: [aSample(), aSample({ round: 1, packets: 6, lookups: [{ startNs: 0, wallNs: null, result: 'hang', addresses: [], error: null }] })],
        }),
      },
    });
    const row = within(await screen.findByRole('grid', { name: 'Measured beside predicted' })).getAllByRole('row')[1];
    expect(row?.textContent).toContain('1.00 s … never');
    expect(row?.textContent).toContain('4 … 6');
    expect(row?.textContent).toContain('= agrees');
    expect(screen.getByText('4 packets with an OPT of 1232 from 4 ports')).toBeTruthy();
    expect(screen.getByRole('figure', { name: 'waterfall of measured, predicted, go 1.24' })).toBeTruthy();
    fireEvent.click(screen.getByRole('radio', { name: '2' }));
    await waitFor(() => expect(view.address()).toContain('round=1'));
    expect(screen.getByRole('button', { name: /^Copy as command line/ }).getAttribute('data-command')).toContain('cgoscope dns measure --resolv-conf <(printf %s ');
  });

  it('of an overloaded machine says so loudly', async () => {
    renderView(<DnsMeasurementView id="M1" />, {
      answers: { 'dns.get': aMeasurement({ calibration: { delays: [], lagNs: { p50: 0, p99: 0, max: 90_000_000 }, overloaded: true, text: 'timers fired 90 ms late' } }) },
    });
    expect(await screen.findByText(/The machine was overloaded/)).toBeTruthy();
  });

  it('is saved as a report', async () => {
    const saveText = vi.fn(async () => '/tmp/report.md');
    renderView(<DnsMeasurementView id="M1" />, { answers: { 'dns.get': aMeasurement(), 'dns.report': ({ format }) => ({ content: `as ${format}` }) }, host: { saveText } });
    fireEvent.click(await screen.findByRole('button', { name: 'Export' }));
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Report as Markdown' }));
    await waitFor(() => expect(saveText).toHaveBeenCalledWith('cgoscope-dns-M1.md', 'as md', 'Save the report'));
  });
});

const line = (id: string, change: Partial<DnsMeasurementLine> = {}): DnsMeasurementLine => ({
  id,
  title: `title ${id}`,
  state: 'done',
  startedAt: `2026-11-23T10:00:0${id.slice(-1)}Z`,
  endedAt: '2026-11-23T10:01:00Z',
  planned: 6,
  rounds: 1,
  scenarios: 2,
  subjects: ['go', 'c-musl'],
  done: 6,
  agreed: 3,
  compared: 4,
  resolvConf: 'nameserver 10.0.0.53\noptions rotate\n',
  name: 'db.internal',
  ...change,
});

describe('the list', () => {
  it('compares two, the older first, and removes what is confirmed', async () => {
    const view = renderView(<DnsMeasurementsView />, {
      path: '/dns/measurements',
      answers: { 'dns.list': { schema: 'cgoscope/dns-measurements@0', measurements: [line('M3'), line('M2'), line('M1')] }, 'dns.remove': { removed: true } },
    });
    expect(await screen.findByText('3 measurements')).toBeTruthy();
    const boxes = screen.getAllByRole('checkbox');
    fireEvent.click(boxes[0] as HTMLElement); // one of three
    await screen.findByText('1 selected');
    fireEvent.click(screen.getAllByRole('checkbox')[2] as HTMLElement); // one of three
    await screen.findByText('2 selected');
    fireEvent.click(screen.getByRole('button', { name: 'Delete' }));
    const dialog = await screen.findByRole('dialog', { name: 'Delete 2 measurements?' });
    fireEvent.click(within(dialog).getByRole('button', { name: 'Cancel' }));
    expect(view.api.inputs('dns.remove')).toEqual([]);
    fireEvent.click(screen.getByRole('button', { name: 'Compare' }));
    await waitFor(() => expect(view.address()).toBe('/dns/compare?a=M1&b=M3'));
  });

  it('says what to do where there is none', async () => {
    renderView(<DnsMeasurementsView />, { answers: { 'dns.list': { schema: 'cgoscope/dns-measurements@0', measurements: [] } } });
    expect(await screen.findByText('Nothing was measured yet')).toBeTruthy();
  });
});

it('two measurements stand side by side', async () => {
  const view = renderView(<DnsCompareView />, {
    path: '/dns/compare?a=A&b=B',
    answers: {
      'dns.compare': {
        schema: 'cgoscope/dns-comparison@0',
        a: { id: 'A', title: '' },
        b: { id: 'B', title: 'better' },
        files: [{ file: 'resolv.conf', diff: '-options timeout:5\n+options timeout:1\n' }],
        rows: [
          { title: 'x', subject: 'go', a: { wallNs: [10 * S], packets: [4], result: 'fail' }, b: { wallNs: [2 * S, null], packets: [4, 8], result: 'hang' }, text: '8 s less' },
        ],
      },
    },
  });
  expect(await screen.findByText('8 s less')).toBeTruthy();
  expect(screen.getByText('+options timeout:1')).toBeTruthy();
  expect(screen.getByText('2.00 s … never')).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Swap sides' }));
  await waitFor(() => expect(view.address()).toBe('/dns/compare?a=B&b=A'));
});
