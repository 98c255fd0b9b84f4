// @vitest-environment jsdom
// Recordings in the window: the list, two of them on their way to be compared, and one around its trace.
import { fireEvent, screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { Recorded, RecordedHead } from '../../../src/renderer/views/trace/recordings/recorded.tsx';
import { Recordings } from '../../../src/renderer/views/trace/recordings/recordings.tsx';
import type { TraceRecording } from '../../../src/shared/domain/trace-detail.ts';
import { renderView } from '../support.tsx';
import { recording } from './events.ts';

const lineOf = ({ id, state, title, image, platform, argv, startedAt, endedAt, factor }: TraceRecording) => ({
  id,
  state,
  title,
  image,
  platform,
  argv,
  startedAt,
  endedAt,
  factor,
  events: 52,
  bytes: 6_520,
  ended: 'ended with code 0',
});
const listed = (...of: TraceRecording[]) => ({ 'trace.recordings': { schema: 'cgoscope/trace-recordings@0' as const, recordings: of.map(lineOf) } });

describe('recordings', () => {
  it('are two on their way to be compared, the older one as A', async () => {
    const [newer, older] = [recording({ id: 'NEWER', title: 'good' }), recording({ id: 'OLDER', title: 'bad' })];
    const view = renderView(<Recordings />, { answers: listed(newer, older), path: '/traces' });
    const grid = await screen.findByRole('grid', { name: 'Recordings' });
    expect(grid.textContent).toContain('2.3×');
    for (const box of within(grid).getAllByRole('checkbox')) fireEvent.click(box);
    fireEvent.click(await screen.findByRole('button', { name: 'Compare' }));
    expect(view.address()).toBe('/traces/compare?a=recording%3AOLDER&b=recording%3ANEWER');
  });

  it('say what a recording is where there is none yet', async () => {
    renderView(<Recordings />, { answers: listed(), path: '/traces' });
    expect(await screen.findByRole('heading', { name: 'Nothing was recorded here yet' })).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Record…' })).toBeTruthy();
  });

  it('can be cancelled while they go on', async () => {
    const running = recording({ state: 'running', log: null, traced: null, factor: null, endedAt: null });
    const view = renderView(<Recorded id={running.id}>{() => 'its trace'}</Recorded>, {
      answers: { 'trace.recording': ({ wait }) => (wait ? new Promise<TraceRecording>(() => undefined) : running), 'trace.cancel': { cancelled: true } },
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Cancel' }));
    await expect.poll(() => view.api.inputs('trace.cancel')).toEqual([{ id: running.id }]);
    expect(screen.queryByText('its trace')).toBeNull();
  });

  it('have the plain start beside the traced one above their trace', async () => {
    const done = recording();
    renderView(<Recorded id={done.id}>{(of) => <RecordedHead recording={of} />}</Recorded>, { answers: { 'trace.recording': done } });
    const head = await screen.findByRole('button', { name: /plain: ended with code 0 in 40 ms.*2\.3× slower/ });
    fireEvent.click(head);
    expect(await screen.findByRole('columnheader', { name: 'With the tracer: 2.3× as long' })).toBeTruthy();
    expect(screen.getAllByText('hello')).toHaveLength(2);
  });
});
