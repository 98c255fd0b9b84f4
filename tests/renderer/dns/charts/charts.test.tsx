// @vitest-environment jsdom
import { act, fireEvent, screen, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { DistributionChart } from '../../../../src/renderer/views/dns/charts/distribution.tsx';
import { FaultMatrixChart } from '../../../../src/renderer/views/dns/charts/fault-matrix.tsx';
import { FrontChart } from '../../../../src/renderer/views/dns/charts/front.tsx';
import { HeatMapChart } from '../../../../src/renderer/views/dns/charts/heat-map.tsx';
import type { FrontPoint, GridPoint } from '../../../../src/renderer/views/dns/charts/props.ts';
import { ScatterChart } from '../../../../src/renderer/views/dns/charts/scatter.tsx';
import { SearchLinesChart } from '../../../../src/renderer/views/dns/charts/search-lines.tsx';
import { WaterfallChart } from '../../../../src/renderer/views/dns/charts/waterfall.tsx';
import { exchange, S, stairs } from '../../../shared/charts/builders.ts';
import { renderView } from '../../support.tsx';

const SERVERS = ['10.0.0.1', '10.0.0.2'];
const asTable = () => fireEvent.click(screen.getByRole('radio', { name: 'Table' }));

describe('the waterfall', () => {
  const draw = (more: Partial<Parameters<typeof WaterfallChart>[0]> = {}) =>
    renderView(<WaterfallChart exchanges={stairs()} wallNs={4 * S} servers={SERVERS} label="go" {...more} />);
  const slider = () => screen.getByRole('slider', { name: 'Packets over time: go' });
  const press = (...keys: string[]) => keys.forEach((key) => fireEvent.keyDown(slider(), { key }));

  it('names the packet that the arrow keys step to', () => {
    draw();
    press('ArrowRight', 'ArrowRight', 'ArrowRight');
    expect(slider().getAttribute('aria-valuetext')).toBe('Packet 3 of 8 (go): A db.internal. to 10.0.0.2 over UDP, sent at 1.00 s: time-out at 2.00 s');
    expect(slider().getAttribute('aria-valuenow')).toBe('3');
    press('End');
    expect(slider().getAttribute('aria-valuenow')).toBe('8');
    press('ArrowRight', 'Home', 'ArrowLeft');
    expect(slider().getAttribute('aria-valuenow')).toBe('1');
  });

  it('goes to the same time of the predicted ones with the arrow down', () => {
    draw({ beside: { exchanges: stairs({ attempts: 1 }), wallNs: 2 * S, label: 'predicted' } });
    press('ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowDown');
    expect(slider().getAttribute('aria-valuetext')).toContain('(predicted)');
    press('ArrowUp');
    expect(slider().getAttribute('aria-valuetext')).toContain('(go)');
  });

  it('plays to the end from packet to packet where motion is to be reduced', () => {
    vi.useFakeTimers();
    try {
      const before = window.matchMedia;
      window.matchMedia = (media) => Object.assign(before(media), { matches: media.includes('reduced-motion') });
      draw();
      act(() => void vi.advanceTimersByTime(50));
      press(' ');
      expect(screen.getByRole('button', { name: 'Pause' })).toBeDefined();
      act(() => void vi.advanceTimersByTime(1_300));
      expect(Number(slider().getAttribute('aria-valuenow'))).toBeGreaterThanOrEqual(2);
      act(() => void vi.advanceTimersByTime(10_000));
      expect(slider().getAttribute('aria-valuenow')).toBe('8');
      expect(screen.getByRole('button', { name: 'Play' })).toBeDefined();
      window.matchMedia = before;
    } finally {
      vi.useRealTimers();
    }
  });

  it('says the same as a table, for both sets', () => {
    draw({ beside: { exchanges: stairs({ attempts: 1 }), wallNs: 2 * S, label: 'predicted' } });
    asTable();
    const grid = screen.getByRole('grid', { name: 'Packets over time: go' });
    expect(grid.getAttribute('aria-rowcount')).toBe('13');
    expect(within(grid).getAllByText('predicted')).toHaveLength(4);
  });

  it('shows hostile names escaped, servers that nobody named, and what never ends', () => {
    draw({ exchanges: [exchange({ name: 'a\u202eb.', server: 7, endNs: null, outcome: 'hang' })], wallNs: null });
    press('ArrowRight');
    const text = slider().getAttribute('aria-valuetext') ?? '';
    expect(text).toContain('a\\u{202e}b.');
    expect(text).toContain('server 7');
    expect(text).toContain('never ended');
  });

  it('says where there is no packet, and why that is', () => {
    draw({ exchanges: [], wallNs: 0 });
    expect(screen.getByText('No packet was sent.')).toBeDefined();
  });
});

describe('the heat map', () => {
  const points = [1, 2].flatMap((timeout) =>
    [1, 2].map((attempts): GridPoint => {
      const maxNs = timeout * attempts * 2 * S;
      return { resolver: 'go', timeout, attempts, servers: 2, search: 0, ndots: 1, faults: 'silent', minNs: maxNs, maxNs, packets: 4 * attempts, result: 'fail' };
    }),
  );

  it('is a table whose cells say everything, and are chosen with the keyboard', () => {
    const onPick = vi.fn();
    renderView(<HeatMapChart points={points} resolver={null} budgetNs={4 * S} current={{ timeout: 1, attempts: 1 }} onPick={onPick} />);
    const grid = screen.getByRole('grid', { name: 'go, 2 servers' });
    expect(
      within(grid)
        .getAllByRole('button')
        .map(({ textContent }) => textContent),
    ).toEqual(['2', '4', '4', '8']);
    const cell = within(grid).getByRole('button', { name: '8 · timeout:2 attempts:2: 8.00 s, 8 packets, over the budget' });
    expect(
      within(grid)
        .getAllByRole('button')
        .filter(({ tabIndex }) => tabIndex === 0),
    ).toHaveLength(1);
    fireEvent.keyDown(grid, { key: 'ArrowRight' });
    fireEvent.keyDown(grid, { key: 'ArrowDown' });
    expect(document.activeElement).toBe(cell);
    fireEvent.click(cell);
    expect(onPick).toHaveBeenCalledWith(points[3]);
  });

  it('draws the line of the budget between cells', () => {
    const { container } = renderView(<HeatMapChart points={points} resolver="go" budgetNs={4 * S} />);
    expect(container.querySelectorAll('[data-right="true"]')).toHaveLength(1);
    expect(container.querySelectorAll('[data-bottom="true"]')).toHaveLength(1);
  });
});

describe('the other charts', () => {
  const time = (wallNs: number | null) => ({ wallNs });

  it('scatter: how many agree, and every pair in the table', () => {
    const onPick = vi.fn();
    renderView(
      <ScatterChart
        onPick={onPick}
        pairs={[
          { predictedNs: S, measuredNs: 1.001 * S, label: 'both silent', subject: 'go', agrees: true, nondeterministic: false },
          { predictedNs: S, measuredNs: null, label: 'both silent', subject: 'c-glibc', agrees: false, nondeterministic: true },
        ]}
      />,
    );
    expect(screen.getByRole('img', { name: 'Predicted against measured. 1 of 2 agree' })).toBeDefined();
    asTable();
    expect(screen.getByText('disagrees')).toBeDefined();
    fireEvent.click(screen.getByText('c-glibc'));
    expect(onPick).toHaveBeenCalledWith(1);
  });

  it('matrix of faults: time, end and packets of each, in words', () => {
    const onPick = vi.fn();
    const row = { fault: 'silent', subject: 'go', ...time(4 * S), result: 'fail' as const, packets: 8 };
    renderView(<FaultMatrixChart rows={[row, { ...row, subject: 'c-glibc', ...time(null), result: 'hang' }]} timeoutNs={S} onPick={onPick} />);
    fireEvent.click(screen.getByRole('button', { name: 'silent, go: 4.00 s, fails, 8 packets' }));
    expect(onPick).toHaveBeenCalledWith(row);
    expect(screen.getByText(/4 × timeout/)).toBeDefined();
    expect(screen.getByRole('button', { name: 'silent, c-glibc: never, hangs, 8 packets' })).toBeDefined();
  });

  it('distribution: fastest, median, slowest and where they are, no mean', () => {
    renderView(<DistributionChart samples={[{ label: 'go', wallNs: [S, S, 2 * S, null] }]} />);
    expect(screen.getByRole('img').getAttribute('aria-label')).toContain('4 lookups · fastest 1.00 s, median 1.00 s, slowest 2.00 s · at 1.00 s ×2, 2.00 s ×1 · 1 never returned');
  });

  it('search domains and front: the picture is told in words, the table has the values', () => {
    const front: FrontPoint = { timeout: 1, attempts: 2, servers: 2, search: 0, ndots: 1, options: [], worstNs: 4 * S, failoverNs: S, lossSurvival: 0.99, packets: 8, meets: true };
    renderView(
      <>
        <SearchLinesChart
          series={[
            {
              resolver: 'go',
              points: [
                { search: 0, wallNs: 4 * S },
                { search: 1, wallNs: 8 * S },
              ],
            },
          ]}
          budgetNs={5 * S}
        />
        <FrontChart points={[front]} chosen={0} budgetNs={5 * S} />
      </>,
    );
    expect(screen.getByRole('img', { name: /go: 0 → 4\.00 s, 1 → 8\.00 s/ })).toBeDefined();
    expect(screen.getByRole('img', { name: /timeout:1 attempts:2 with 2 servers: 4\.00 s at worst, survives 99 %/ })).toBeDefined();
    for (const radio of screen.getAllByRole('radio', { name: 'Table' })) fireEvent.click(radio);
    expect(screen.getByText('recommended')).toBeDefined();
    expect(screen.getAllByText('8.00 s')).toHaveLength(1);
  });

  it('say so where there is nothing to draw, in Chinese too', () => {
    renderView(
      <>
        <ScatterChart pairs={[]} />
        <HeatMapChart points={[]} resolver={null} budgetNs={null} />
        <FaultMatrixChart rows={[]} />
        <DistributionChart samples={[]} />
        <SearchLinesChart series={[]} />
        <FrontChart points={[]} chosen={null} budgetNs={null} />
      </>,
      { language: 'zh-CN' },
    );
    expect(screen.getAllByText('还没有可画的数据')).toHaveLength(6);
  });
});
