// @vitest-environment jsdom
// The binary view: what it says of a binary, of images it would run in, of symbols and sizes; its address is its state.
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { BinaryView } from '../../../src/renderer/views/binary/binary.tsx';
import { BinaryCompareView } from '../../../src/renderer/views/binary/compare.tsx';
import type { ProcedureOutput } from '../../../src/shared/api/contract.ts';
import { EngineUnavailableError, InputError } from '../../../src/shared/domain/errors.ts';
import { elf } from '../../builders/documents.ts';
import { elfDetail, localImage, symbol, verdict } from '../../builders/binary-documents.ts';
import { later, renderView, type Answers, type Rendered } from '../support.tsx';

const read: Answers = { 'elf.read': { elf: elf(), detail: elfDetail() } };
const open = (query: string, answers: Answers = {}): Rendered => renderView(<BinaryView />, { path: `/binary?file=%2Fapp%2Fserve${query}`, answers: { ...read, ...answers } });
const against = (ref: string): ProcedureOutput<'elf.against'> => ({ schema: 'cgoscope/against@0', elf: elf(), failed: [], verdicts: [verdict(ref)] });

describe('without a binary', () => {
  it('one is chosen by its path', () => {
    const { address } = renderView(<BinaryView />, { path: '/binary' });
    const field = screen.getByRole('textbox', { name: 'Path of a file on the machine that runs the workbench' });
    fireEvent.change(field, { target: { value: ' /usr/bin/env ' } });
    fireEvent.submit(field);
    expect(address()).toBe('/binary?file=%2Fusr%2Fbin%2Fenv');
  });

  it('or from this computer', async () => {
    const { address } = renderView(<BinaryView />, { path: '/binary', host: { pickFile: async () => '/up/serve' } });
    fireEvent.click(screen.getByRole('button', { name: 'Open a binary…' }));
    await waitFor(() => expect(address()).toBe('/binary?file=%2Fup%2Fserve'));
  });
});

describe('the overview', () => {
  it('gives the facts that decide, with the bytes that say them', async () => {
    open('');
    expect(await screen.findByRole('heading', { level: 1, name: 'serve' })).toBeDefined();
    expect(await screen.findByText('/lib64/ld-linux-x86-64.so.2')).toBeDefined();
    expect(screen.getByText('28 bytes from byte 792 of the file')).toBeDefined();
    expect(screen.getByText('GOAMD64=v1 (the default: build info does not say it)')).toBeDefined();
  });

  it('says hardening in words, not in colours', async () => {
    open('');
    await screen.findByText('PT_GNU_STACK is not executable');
    const row = (name: string): string => screen.getByText(name).closest('li')?.textContent ?? '';
    expect(row('NX stack')).toContain('yes');
    expect(row('PIE')).toContain('no');
    expect(row('RELRO')).toContain('in part');
    expect(row('BTI')).toContain('does not apply');
  });

  it('shows what a stranger wrote as text', async () => {
    open('', { 'elf.read': { elf: elf({ interp: '/lib/\u202eevil\u001b[31m' }), detail: elfDetail() } });
    expect(await screen.findByText('/lib/\\u{202e}evil\\x1b[31m')).toBeDefined();
  });

  it('of what is no ELF names what it is, and has no more tabs than that', async () => {
    open('&tab=size', {
      'elf.read': { elf: elf({ format: 'pe', machine: null, linkage: null, interp: null, go: null }), detail: elfDetail({ go: null, hardening: null, sizes: null }) },
    });
    expect(await screen.findByText(/A PE file/)).toBeDefined();
    expect(screen.getAllByRole('tab').map(({ textContent }) => textContent)).toEqual(['Overview', 'Against images']);
  });

  it('of a file that has gone says so, and what to do', async () => {
    open('', {
      'elf.read': () => {
        throw new InputError('/app/serve: there is no such file', { input: '/app/serve' });
      },
    });
    expect((await screen.findByRole('alert')).textContent).toContain('there is no such file');
    expect(screen.getByText(/kept for an hour/)).toBeDefined();
  });

  it('of a cell leads back to it', async () => {
    renderView(<BinaryView />, { path: '/binary?run=01M83AYZ3A73DMQRAD9B7MVS5P&cell=3', answers: read });
    expect((await screen.findByRole('link', { name: 'Run 7MVS5P, cell 3' })).getAttribute('href')).toBe('/runs/01M83AYZ3A73DMQRAD9B7MVS5P/cells/3?tab=elf');
  });

  it('of a cell is called by its main package, as the file has no name of its own', async () => {
    const go = { version: 'go1.24.4', path: 'example.com/sample/cmd/serve', main: null, deps: [], settings: {} };
    renderView(<BinaryView />, { path: '/binary?run=last&cell=3', answers: { ...read, 'elf.read': { elf: elf({ go }), detail: elfDetail() } } });
    expect(await screen.findByRole('heading', { name: 'serve' })).toBeDefined();
  });
});

describe('against images', () => {
  const images = { images: [localImage('debian:12'), localImage('alpine:3'), localImage('cgoscope/go-1.24:1', { ours: true })] };
  const cells = (ref: string): HTMLElement[] => within(within(screen.getByRole('grid')).getByText(ref).closest<HTMLElement>('[role="row"]')!).getAllByRole('gridcell');

  it('judges nothing before it is asked, and not in images of ours', async () => {
    const { api } = open('&tab=against', { 'image.list': images });
    expect(await screen.findByRole('button', { name: 'Judge 2 images' })).toBeDefined();
    expect(screen.queryByText('cgoscope/go-1.24:1')).toBeNull();
    expect(api.inputs('elf.against')).toEqual([]);
  });

  it('judges image by image, and says the first fact that keeps it from running', async () => {
    const { api, address } = open('&tab=against', {
      'image.list': images,
      'elf.against': ({ images: [ref = ''] }) => ({
        schema: 'cgoscope/against@0',
        elf: elf(),
        failed: [],
        verdicts: [verdict(ref, ref === 'alpine:3' ? { interp: { status: 'fail', text: '/lib64/ld-linux-x86-64.so.2 is not in the image' } } : {})],
      }),
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Judge 2 images' }));
    expect(address()).toContain('judge=all');
    expect(await screen.findByText('1 will run it · 1 will not')).toBeDefined();
    expect(api.inputs('elf.against').map(({ images: asked }) => asked)).toEqual([['debian:12'], ['alpine:3']]);
    expect(cells('alpine:3').at(-1)?.textContent).toBe('/lib64/ld-linux-x86-64.so.2 is not in the image');
    expect(cells('alpine:3')[6]?.getAttribute('aria-label')).toBe('Interp: fails. /lib64/ld-linux-x86-64.so.2 is not in the image');
  });

  it('reads no more than two images at a time', async () => {
    const held = later<null>();
    const { api } = open('&tab=against&judge=all&ours=1', {
      'image.list': images,
      'elf.against': async ({ images: [ref = ''] }) => {
        await held.promise;
        return { schema: 'cgoscope/against@0', elf: elf(), failed: [], verdicts: [verdict(ref)] };
      },
    });
    await waitFor(() => expect(api.inputs('elf.against')).toHaveLength(2));
    held.resolve(null);
    expect(await screen.findByText('3 will run it')).toBeDefined();
  });

  it('judges the image that is looked at before all others', async () => {
    const { api } = open('&tab=against&judge=all&ours=1&against=cgoscope%2Fgo-1.24%3A1', { 'image.list': images, 'elf.against': ({ images: [ref = ''] }) => against(ref) });
    expect(await screen.findByText('3 will run it')).toBeDefined();
    expect(
      api
        .inputs('elf.against')
        .slice(0, 2)
        .flatMap(({ images: asked }) => asked),
    ).toEqual(['debian:12', 'cgoscope/go-1.24:1']);
  });

  it('is moved through with the arrow keys; the fact behind a cell stands below, and Enter opens the image', async () => {
    const { address } = open('&tab=against&against=debian%3A12', { 'image.list': images, 'elf.against': against('debian:12') });
    expect(await screen.findByRole('region', { name: 'The judgement for debian:12' })).toBeDefined();
    const [name] = cells('debian:12');
    name?.focus();
    fireEvent.keyDown(name!, { key: 'ArrowRight' });
    fireEvent.keyDown(document.activeElement!, { key: 'ArrowRight' });
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Format: passes. the format is as it should be');
    fireEvent.keyDown(document.activeElement!, { key: 'Enter' });
    expect(address()).not.toContain('against=debian');
  });

  it('shows where a missing library was looked for', async () => {
    open('&tab=against&against=alpine%3A3', {
      'image.list': images,
      'elf.against': {
        schema: 'cgoscope/against@0',
        elf: elf(),
        failed: [],
        verdicts: [
          verdict(
            'alpine:3',
            { needed: { status: 'fail', text: 'libz.so.1 is nowhere' } },
            {
              libraries: [{ name: 'libz.so.1', by: '/app', path: null, how: 'not-found', tried: [{ path: '/lib/libz.so.1', why: 'not there' }] }],
            },
          ),
        ],
      },
    });
    const tried = await screen.findByRole('list', { name: 'Where libz.so.1 was looked for' });
    expect(tried.textContent).toContain('/lib/libz.so.1 not there');
    fireEvent.click(screen.getByRole('button', { name: /libz\.so\.1/ }));
    expect(screen.queryByRole('list', { name: 'Where libz.so.1 was looked for' })).toBeNull();
  });

  it('says which image can’t be judged, and judges the others', async () => {
    open('&tab=against&judge=all', {
      'image.list': images,
      'elf.against': ({ images: [ref = ''] }) => {
        if (ref === 'alpine:3') throw new InputError('alpine:3 is damaged', { input: ref });
        return { schema: 'cgoscope/against@0', elf: elf(), failed: [], verdicts: [verdict(ref)] };
      },
    });
    expect(await screen.findByText('1 will run it · 1 can’t be judged')).toBeDefined();
    expect(cells('alpine:3').at(-1)?.textContent).toBe('can’t be judged: alpine:3 is damaged');
  });

  it('judges again what may have changed, and an archive by its path', async () => {
    const { api, address } = open('&tab=against&judge=all', { 'image.list': images, 'elf.against': ({ images: [ref = ''] }) => against(ref) });
    fireEvent.click(await screen.findByRole('button', { name: 'Judge again' }));
    await waitFor(() => expect(api.inputs('elf.against')).toHaveLength(4));
    fireEvent.change(screen.getByRole('searchbox', { name: 'Part of a name, or path of an archive' }), { target: { value: '/tmp/image.tar' } });
    fireEvent.click(await screen.findByRole('button', { name: 'Judge the image archive at this path' }));
    expect(new URLSearchParams(address().split('?')[1]).get('against')).toBe('/tmp/image.tar');
    expect(await screen.findByRole('region', { name: 'The judgement for /tmp/image.tar' })).toBeDefined();
  });

  it('says that there is no engine', async () => {
    open('&tab=against', {
      'image.list': () => {
        throw new EngineUnavailableError('no engine answers', 'Start Docker');
      },
    });
    expect((await screen.findByRole('alert')).textContent).toContain('Start Docker');
  });
});

describe('symbols', () => {
  const all = Array.from({ length: 4_500 }, (_, index) => symbol(`f${index}`, { index }));
  const answer: Answers['elf.symbols'] = ({ query, from, count }) => {
    const found = all.filter(({ name }) => name.includes(query));
    return { total: found.length, symbols: found.slice(from, from + count) };
  };

  it('are read a page at a time, in the order of the file', async () => {
    const { api } = open('&tab=symbols', { 'elf.symbols': answer });
    expect(await screen.findByText('4,500 symbols')).toBeDefined();
    expect(screen.getByText('f0')).toBeDefined();
    expect(api.inputs('elf.symbols').map(({ from, count }) => [from, count])).toEqual([[0, 2_000]]);
    expect(screen.queryByRole('button', { name: 'Name' })).toBeNull();
  });

  it('are searched by the workbench once typing rests, and few of them can be sorted', async () => {
    const { api, address } = open('&tab=symbols', { 'elf.symbols': answer });
    await screen.findByText('4,500 symbols');
    fireEvent.change(screen.getByRole('searchbox', { name: 'Part of a name' }), { target: { value: 'f123' } });
    expect(address()).toContain('q=f123');
    expect(await screen.findByText('11 symbols')).toBeDefined();
    expect(api.inputs('elf.symbols').at(-1)).toMatchObject({ query: 'f123', from: 0 });
    fireEvent.click(screen.getByRole('button', { name: 'Name' }));
    fireEvent.click(screen.getByRole('button', { name: 'Name' }));
    expect(screen.getAllByRole('gridcell')[0]?.textContent).toBe('f1239');
  });

  it('say with which version, default or not, and of which library', async () => {
    const symbols = [
      symbol('a', { version: 'V_1', section: '.text' }),
      symbol('b', { version: 'V_1', hidden: true }),
      symbol('c', { version: 'GLIBC_2.34', from: 'libc.so.6', section: 'SHN_UNDEF' }),
    ];
    open('&tab=symbols', { 'elf.symbols': { total: 3, symbols } });
    expect(await screen.findByText('@@V_1')).toBeDefined();
    expect(screen.getByText('@V_1')).toBeDefined();
    expect(screen.getByText('@GLIBC_2.34 (libc.so.6)')).toBeDefined();
  });
});

describe('sizes', () => {
  const rows = (): string[] =>
    within(screen.getByRole('grid', { name: 'What it consists of' }))
      .getAllByRole('row')
      .slice(1)
      .map((row) => row.textContent);

  it('are a picture and a table that say the same', async () => {
    open('&tab=size');
    expect(await screen.findByRole('img', { name: /^Treemap of Whole file, 1\.00 kB/ })).toBeDefined();
    expect(rows()[0]).toBe('.text500 B50.0 %');
    expect(rows()).toHaveLength(5);
  });

  it('are entered and left by the keyboard alone, and the address says where one is', async () => {
    const { address } = open('&tab=size');
    const grid = await screen.findByRole('grid', { name: 'What it consists of' });
    fireEvent.keyDown(grid, { key: 'Enter' });
    expect(address()).toContain('in=.text');
    expect(rows()[0]).toBe('net/http300 B60.0 %');
    fireEvent.click(screen.getByRole('button', { name: 'Whole file' }));
    expect(address()).not.toContain('in=');
  });

  it('are counted by package where there is Go in it', async () => {
    open('&tab=size&by=package');
    await screen.findByRole('grid', { name: 'What it consists of' });
    expect(rows()[0]).toBe('net/http330 B33.0 %');
    expect(screen.getByText('standard library')).toBeDefined();
  });
});

describe('two binaries', () => {
  const diff: Answers['elf.diff'] = {
    schema: 'cgoscope/elf-diff@0',
    a: { path: 'a', size: 1_000 },
    b: { path: 'b', size: 1_500 },
    differences: [
      { fact: 'elf.size', a: 1_000, b: 1_500, weight: 5, text: '' },
      { fact: 'elf.interp', a: '/lib64/ld-linux-x86-64.so.2', b: null, weight: 95, text: '' },
    ],
    sizes: [
      { kind: 'section', name: '.text', a: 500, b: 1_000 },
      { kind: 'section', name: '.rodata', a: 100, b: null },
      { kind: 'symbol', name: 'main', a: 5, b: 10 },
    ],
  };
  const compare = (query: string): Rendered => renderView(<BinaryCompareView />, { path: `/binary/compare?${query}`, answers: { 'elf.diff': diff } });

  it('are asked for where one is missing', () => {
    const { address } = compare('a=file%3A%2Fa');
    const field = screen.getByRole('textbox', { name: 'Path of binary B' });
    fireEvent.change(field, { target: { value: '/b' } });
    fireEvent.submit(field);
    expect(new URLSearchParams(address().split('?')[1]).get('b')).toBe('file:/b');
  });

  it('wait for the second side, which any binary offers to be', async () => {
    compare('a=cell%3Alast%2F2').unmount();
    open('');
    expect((await screen.findByRole('link', { name: 'Compare with last/2' })).getAttribute('href')).toBe('/binary/compare?a=cell%3Alast%2F2&b=file%3A%2Fapp%2Fserve');
    compare('a=cell%3Alast%2F2&b=file%3A%2Fapp%2Fserve');
    expect(screen.queryByRole('link', { name: 'Compare with last/2' })).toBeNull();
  });

  it('show what differs, the weightiest first', async () => {
    const { api } = compare('a=file%3A%2Fa&b=cell%3Alast%2F2');
    const table = await screen.findByRole('grid', { name: 'Facts' });
    expect(within(table).getAllByRole('row')[1]?.textContent).toBe('elf.interp/lib64/ld-linux-x86-64.so.2none95');
    expect(api.inputs('elf.diff')).toMatchObject([{ a: { kind: 'file', path: '/a' }, b: { kind: 'cell', run: 'last', cell: 2 } }]);
  });

  it('show where the bytes went', async () => {
    compare('a=file%3A%2Fa&b=file%3A%2Fb&tab=section');
    const table = await screen.findByRole('grid', { name: 'Sections' });
    expect(
      within(table)
        .getAllByRole('row')
        .slice(1)
        .map(({ textContent }) => textContent),
    ).toEqual(['.text500 B1.00 kB+500 B', '.rodata100 Bnone−100 B']);
    expect(screen.getByText('1.00 kB → 1.50 kB (+500 B)')).toBeDefined();
  });
});
