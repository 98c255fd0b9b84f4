// @vitest-environment jsdom
import { act, screen } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { DisconnectedError, RemoteError } from '../../../src/shared/api/wire-errors.ts';
import { EngineUnavailableError, InputError } from '../../../src/shared/domain/errors.ts';
import { Facts, Shown } from '../../../src/renderer/ui/facts.tsx';
import { ErrorNotice } from '../../../src/renderer/ui/notice.tsx';
import { Counts, lookOf, Marks, StateSign } from '../../../src/renderer/ui/sign.tsx';
import { exactText, whenText } from '../../../src/renderer/ui/when-text.ts';
import { When } from '../../../src/renderer/ui/when.tsx';
import { cell, redCell } from '../../builders/documents.ts';
import { renderView } from '../support.tsx';

describe('a state', () => {
  it('is sign and word, not colour alone', () => {
    const { container } = renderView(
      <>
        <StateSign cell={cell(1)} />
        <StateSign cell={redCell(2)} />
        <StateSign cell={cell(3, { state: 'running', stage: 'build', outcome: null, green: null })} />
        <StateSign cell={cell(4, { state: 'unsupported', outcome: null, green: null })} />
      </>,
    );
    expect(container.textContent).toBe('✓pass✗start-failed◐build○unsupported');
  });

  it('looks like what it does until it has ended', () => {
    const of = (state: 'planned' | 'running' | 'cancelled', green: boolean | null) => lookOf(cell(1, { state, green, outcome: null }));
    expect([of('planned', null), of('running', null), of('cancelled', null)]).toEqual(['planned', 'running', 'grey']);
    expect([lookOf(cell(1)), lookOf(redCell(1))]).toEqual(['green', 'red']);
  });

  it('is counted by colour, without those that there are none of', () => {
    renderView(<Counts counts={{ green: 9, red: 2, grey: 0 }} />);
    expect(screen.getByText('9 green')).toBeDefined();
    expect(screen.getByText('2 red')).toBeDefined();
    expect(screen.queryByText(/grey/)).toBeNull();
  });

  it('name what a stranger wrote with its controls shown', () => {
    renderView(<Marks cell={cell(1, { truncated: ['\u202estdout'], linkage: { asked: 'static', got: '\u001b[31mdynamic' } })} />);
    expect(screen.getAllByRole('img').map((mark) => mark.getAttribute('aria-label'))).toEqual([
      expect.stringContaining(String.raw`\x1b[31mdynamic`),
      expect.stringContaining(String.raw`\u{202e}stdout`),
    ]);
  });

  it('has its marks in words for those who can’t see or know the letters', () => {
    renderView(<Marks cell={cell(1, { emulated: true, cached: true, truncated: ['stdout', 'trace'], linkage: { asked: 'static', got: 'dynamic' } })} />);
    expect(screen.getAllByRole('img').map((mark) => `${mark.textContent} ${mark.getAttribute('aria-label')}`)).toEqual([
      'E ran under an emulator',
      'C built from Go’s build cache',
      '! asked to link static, got dynamic',
      'T cut: stdout, trace',
    ]);
  });
});

describe('facts', () => {
  it('pair names with values', () => {
    renderView(
      <Facts
        rows={[
          { name: 'interp', value: '/lib/ld.so' },
          { name: 'reason', value: 'prose', mono: false },
        ]}
      />,
    );
    expect(screen.getAllByRole('term').map(({ textContent }) => textContent)).toEqual(['interp', 'reason']);
    expect(screen.getAllByRole('definition').map(({ textContent, className }) => [textContent, className])).toEqual([
      ['/lib/ld.so', 'mono'],
      ['prose', ''],
    ]);
  });

  it('show text of strangers with its controls made visible, and cut where it is endless', () => {
    const { container } = renderView(
      <>
        <Shown text={'a\u202e\u001b[31mb'} />
        <Shown text={'x'.repeat(50)} max={10} />
      </>,
    );
    expect([...container.querySelectorAll('bdi')].map(({ textContent }) => textContent)).toEqual(['a\\u{202e}\\x1b[31mb', `${'x'.repeat(10)}…`]);
  });
});

describe('an error', () => {
  it.each([
    [new EngineUnavailableError('no socket', 'Start the daemon.'), ['No container engine can be used', 'no socket', 'Start the daemon.']],
    [new InputError('bad path', { input: 'x' }), ['The workbench did not accept this', 'bad path']],
    [new DisconnectedError('gone'), ['The connection to the workbench is lost; trying again…', 'gone']],
    [new RemoteError('boom', 'TypeError', ''), ['This can’t be shown', 'boom', 'This is a bug of ours; the terminal or the log of the workbench has the details.']],
    ['a text', ['This can’t be shown', 'a text']],
  ])('says what it is and what to do: %s', (error, lines) => {
    renderView(<ErrorNotice error={error} />);
    for (const line of lines) expect(screen.getByText(line)).toBeDefined();
    expect(screen.getByRole('alert').textContent).toBe(lines.join(''));
  });

  it('can’t turn or colour the text it is shown in', () => {
    renderView(<ErrorNotice error={new InputError('a\u202eb', { input: 'x' })} />);
    expect(screen.getByText('a\\u{202e}b')).toBeDefined();
  });
});

describe('a moment', () => {
  const NOW = Date.parse('2026-11-23T12:00:00Z');
  const ago = (ms: number): string => new Date(NOW - ms).toISOString();

  it('is near by its distance, and far by its date', () => {
    expect(whenText(ago(5_000), NOW, 'en')).toBe('now');
    expect(whenText(ago(61_000), NOW, 'en')).toBe('1 minute ago');
    expect(whenText(ago(59 * 60_000), NOW, 'en')).toBe('59 minutes ago');
    expect(whenText(ago(3 * 3_600_000), NOW, 'zh-CN')).toBe('3小时前');
    expect(whenText(ago(25 * 3_600_000), NOW, 'en')).toBe(exactText(ago(25 * 3_600_000)).slice(0, 16));
  });

  it('is never in the future, whatever the clock of another machine said', () => expect(whenText(ago(-3_600_000), NOW, 'en')).toBe('now'));

  it('stays true while one looks at it', () => {
    vi.useFakeTimers({ now: NOW });
    try {
      renderView(<When iso={ago(30_000)} />);
      expect(screen.getByText('now').getAttribute('title')).toBe(exactText(ago(30_000)));
      act(() => void vi.advanceTimersByTime(120_000));
      expect(screen.getByText('2 minutes ago')).toBeDefined();
    } finally {
      vi.useRealTimers();
    }
  });
});
