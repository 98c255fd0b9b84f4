// @vitest-environment jsdom
import { fireEvent, screen } from '@testing-library/react';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Route } from 'wouter';
import { BASKET_MOST, useBasket } from '../../../src/renderer/app/basket.ts';
import { nameIn, routes } from '../../../src/renderer/app/routes.ts';
import { useUrlList, useUrlValue } from '../../../src/renderer/app/url-state.ts';
import { renderView } from '../support.tsx';

const queryOf = (address: string): URLSearchParams => new URLSearchParams(address.split('?').slice(1).join('?'));

describe('addresses', () => {
  it('leave out what is not said', () => {
    expect(routes.run('last')).toBe('/runs/last');
    expect(routes.run('last', { q: '' })).toBe('/runs/last');
    expect(routes.matrix({ path: '/a', config: null, set: [] })).toBe('/matrix?path=%2Fa');
    expect(routes.cell('last', 3, { tab: 'log', line: 12 })).toBe('/runs/last/cells/3?tab=log&line=12');
  });

  it('bring back what was put into them, whatever it is', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1 });
    fc.assert(
      fc.property(text, fc.array(text), (path, set) => {
        const params = queryOf(routes.matrix({ path, set }));
        expect(params.get('path')).toBe(path);
        expect(params.getAll('set')).toEqual(set);
        expect(queryOf(routes.compare(set)).getAll('with')).toEqual(set);
      }),
    );
  });

  it.each(['/a%2Fb', '/100%', '/a?b#c&d=e', '/%25', '/+ +', '/项目'])('bring a path into a view as it is: %s', (path) => {
    function Path() {
      return <p>{`>${useUrlValue('path')[0]}<`}</p>;
    }
    renderView(<Path />, { path: routes.matrix({ path }) });
    expect(screen.getByText(`>${path}<`)).toBeDefined();
  });

  it.each(['last', '01JD9Z3V7Q', 'a/b', 'a b?c#d', '运行'])('are matched as they were made: %s stays one run', (run) => {
    renderView(<Route path="/runs/:run/cells/:cell">{(params) => <p>{`${nameIn(params.run)} | ${params.cell}`}</p>}</Route>, { path: routes.cell(run, 7) });
    expect(screen.getByText(`${run} | 7`)).toBeDefined();
  });
});

it.each(['/runs/%25E0/cells/7', '/runs/%25/cells/7', '/runs/%E0%A4%A/cells/7'])('an address that decodes to nothing, %s, names a run that there is not', (path) => {
  renderView(<Route path="/runs/:run/cells/:cell">{(params) => <p>{`${nameIn(params.run)} | ${params.cell}`}</p>}</Route>, { path });
  expect(screen.getByText(/^%.* \| 7$/)).toBeDefined();
});

function State() {
  const [tab, setTab] = useUrlValue('tab', 'summary');
  const [sort, setSort] = useUrlValue('sort');
  const [set, setSet] = useUrlList('set');
  return (
    <>
      <p>{[tab, sort, ...set].join(' ')}</p>
      <button type="button" onClick={() => setTab('log')}>
        log
      </button>
      <button type="button" onClick={() => setTab('summary')}>
        summary
      </button>
      <button type="button" onClick={() => setSet([...set, 'c=3'])}>
        more
      </button>
      <button
        type="button"
        onClick={() => {
          setTab('log');
          setSort('');
          setSet(['d=4']);
        }}
      >
        all
      </button>
    </>
  );
}

describe('state in the address', () => {
  it('is read from it, with what an absent one means', () => {
    renderView(<State />, { path: '/x?sort=size&set=a%3D1&set=b%3D2' });
    expect(screen.getByText('summary size a=1 b=2')).toBeDefined();
  });

  it('replaces the address, so that "back" leaves the view, and keeps the rest of it', () => {
    const { address, history } = renderView(<State />, { path: '/x?sort=size' });
    fireEvent.click(screen.getByText('log'));
    expect(address()).toBe('/x?sort=size&tab=log');
    fireEvent.click(screen.getByText('more'));
    fireEvent.click(screen.getByText('more'));
    expect(queryOf(address()).getAll('set')).toEqual(['c=3', 'c=3']);
    expect(history).toHaveLength(1);
  });

  it('may change in several places at once, and every change counts', () => {
    const { address } = renderView(<State />, { path: '/x?sort=size&set=a' });
    fireEvent.click(screen.getByText('all'));
    expect(address()).toBe('/x?tab=log&set=d%3D4');
  });

  it('does not write what is meant anyway', () => {
    const { address } = renderView(<State />, { path: '/x?tab=log' });
    fireEvent.click(screen.getByText('summary'));
    expect(address()).toBe('/x');
  });
});

describe('the basket', () => {
  const items = () => useBasket.getState().items;
  const toggle = (item: string) => useBasket.getState().toggle(item);

  it('takes a cell and gives it back', () => {
    toggle('last/1');
    toggle('last/2');
    toggle('last/1');
    expect(items()).toEqual(['last/2']);
  });

  it('holds four cells or two runs; the oldest makes room', () => {
    for (const number of [1, 2, 3, 4, 5]) toggle(`last/${number}`);
    expect(items()).toEqual(['last/2', 'last/3', 'last/4', 'last/5']);
    for (const run of ['a', 'b', 'c']) toggle(run);
    expect(items()).toEqual(['b', 'c']);
  });

  it('never mixes runs with cells', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', 'a/1', 'a/2', 'b/1', 'b/2', 'c/9')), (picked) => {
        useBasket.getState().clear();
        for (const item of picked) toggle(item);
        expect(new Set(items().map((item) => item.includes('/'))).size).toBeLessThanOrEqual(1);
        expect(items().length).toBeLessThanOrEqual(BASKET_MOST);
      }),
    );
  });
});
