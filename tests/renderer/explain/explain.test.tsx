// @vitest-environment jsdom
// The view that explains what is given to it: pasted, dropped or named; marked in place; hostile text as text.
import { Blob as NodeBlob, File as NodeFile } from 'node:buffer';
import { act, createEvent, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { useDropTaker } from '../../../src/renderer/app/drop-taker.ts';
import { useToasts } from '../../../src/renderer/app/toasts.tsx';
import { ExplainView } from '../../../src/renderer/views/explain/explain.tsx';
import { NOTHING, useGiven } from '../../../src/renderer/views/explain/given.ts';
import { InputError } from '../../../src/shared/domain/errors.ts';
import { aFinding, aFix, anExplain } from '../../builders/finding.ts';
import { renderView, type Answers, type Rendered } from '../support.tsx';

beforeEach(() => {
  useGiven.setState({ given: NOTHING, stamp: 0 });
  // Those of jsdom read nothing in pieces.
  vi.stubGlobal('Blob', NodeBlob);
  vi.stubGlobal('File', NodeFile);
  return () => vi.unstubAllGlobals();
});

const open = (answers: Answers = {}, path = '/explain'): Rendered => renderView(<ExplainView />, { path, answers });

function paste(text: string): void {
  const field = screen.getByRole('textbox', { name: /^Paste/ });
  const event = createEvent.paste(field, { clipboardData: { files: [], getData: () => text } });
  fireEvent(field, event);
}

const drop = (...files: NodeFile[]): void => act(() => useDropTaker.getState().taker?.take({ files } as unknown as DataTransfer)); // what the view takes of it

const LOG = ['step 1', '<b>bold</b> \u202e\u0007', 'exec /app: no such file or directory', ''].join('\n');
const found = anExplain({
  findings: [aFinding({ evidence: [{ source: 'log', line: 3, text: 'exec /app: no such file or directory' }], fixes: [aFix()] })],
  notes: ['a log: 3 lines'],
});

describe('what is given', () => {
  it('is asked for while there is nothing', () => {
    open();
    expect(screen.getByRole('heading', { name: 'What went wrong?' })).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Explain' }).hasAttribute('disabled')).toBe(true);
  });

  it('by pasting a log is explained at once, with the deciding line marked in place and markup shown as text', async () => {
    const view = open({ 'explain.make': found });
    paste(LOG);
    expect(await screen.findByRole('article', { name: 'The loader is not in the image' })).toBeTruthy();
    expect(view.api.inputs('explain.make')).toMatchObject([{ log: { text: LOG }, elf: null }]);
    expect(await screen.findByRole('region', { name: 'The text that was given' })).toBeTruthy();
    expect(await screen.findByText(/^deciding line: The loader is not in the image/)).toBeTruthy();
    expect(screen.getByText('<b>bold</b> \\u{202e}\\x07')).toBeTruthy();
    expect(screen.getByText('1 deciding line')).toBeTruthy();
    const link = within(screen.getByRole('article')).getByRole('link', { name: 'log, line 3' });
    fireEvent.click(link);
    expect(view.address()).toBe('/explain?line=3');
    // The command line that does the same, and no button that can't do anything without a cell.
    expect(screen.getByText('cgoscope explain --log -')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Apply and prove' })).toBeNull();
  });

  it('by dropping files goes together: a binary, a log, facts', async () => {
    const view = open({ 'explain.make': anExplain() });
    drop(new NodeFile(['\u007fELF\u0002'], 'app'), new NodeFile(['boom\n'], 'ci.log'), new NodeFile(['{"host":{"arch":"x86_64"}}'], 'facts.json'));
    await waitFor(() =>
      expect(view.api.inputs('explain.make').at(-1)).toMatchObject({
        log: { path: '/uploads/ci.log' },
        elf: { kind: 'file', path: '/uploads/app' },
        facts: '{"host":{"arch":"x86_64"}}',
      }),
    );
    expect(
      within(screen.getByRole('list', { name: 'Given' }))
        .getAllByRole('listitem')
        .map((item) => item.textContent),
    ).toHaveLength(3);
    fireEvent.click(screen.getByRole('button', { name: 'Remove app' }));
    await waitFor(() => expect(view.api.inputs('explain.make').at(-1)).toMatchObject({ elf: null, log: { path: '/uploads/ci.log' } }));
  });

  it('by name is an image, and stands in the address', async () => {
    const view = open({ 'explain.make': anExplain({ notes: ['alpine:3.20: 14 MB'] }) });
    fireEvent.change(screen.getByRole('textbox', { name: 'Image' }), { target: { value: 'alpine:3.20' } });
    fireEvent.click(screen.getByRole('button', { name: 'Add' }));
    expect(await screen.findByText('alpine:3.20: 14 MB')).toBeTruthy();
    expect(view.address()).toBe('/explain?image=alpine%3A3.20');
    fireEvent.click(screen.getByRole('button', { name: 'Clear all' }));
    expect(await screen.findByRole('heading', { name: 'What went wrong?' })).toBeTruthy();
    expect(view.address()).toBe('/explain');
  });

  it('by another view stands in the address it came with', async () => {
    const view = open({ 'explain.make': anExplain() }, '/explain?elf=%2Ftmp%2Fapp');
    await waitFor(() => expect(view.api.inputs('explain.make')).toMatchObject([{ elf: { kind: 'file', path: '/tmp/app' } }]));
  });

  it('as facts that are none is refused in one sentence, and nothing is asked', async () => {
    const view = open();
    drop(new NodeFile(['{"elf": {'], 'facts.json'));
    await waitFor(() => expect(useToasts.getState().list.map(({ text }) => text)).toEqual(['facts.json can’t be taken: this is no JSON object']));
    expect(view.calls).toEqual([]);
  });

  it('can be taken as something else', async () => {
    const view = open({ 'explain.make': anExplain() });
    drop(new NodeFile(['close(3) = 0\nclose(4) = 0\n'], 'out.txt'));
    await waitFor(() => expect(view.api.inputs('explain.make').at(-1)).toMatchObject({ trace: '/uploads/out.txt', log: null }));
    fireEvent.change(screen.getByRole('combobox', { name: 'What out.txt is' }), { target: { value: 'log' } });
    await waitFor(() => expect(view.api.inputs('explain.make').at(-1)).toMatchObject({ trace: null, log: { path: '/uploads/out.txt' } }));
  });
});

describe('what is explained', () => {
  it('without a finding are the likeliest lines, marked in the text', async () => {
    open({ 'explain.make': anExplain({ likely: [{ source: 'log', line: 3, text: 'exec /app' }] }) });
    paste(LOG);
    expect(await screen.findByText('No rule explains it. These lines most likely say why.')).toBeTruthy();
    expect(await screen.findByText(/^deciding line: one of the likeliest lines/)).toBeTruthy();
  });

  it('may be nothing at all', async () => {
    open({ 'explain.make': anExplain() });
    paste('hello');
    expect(await screen.findByText('Nothing explains it')).toBeTruthy();
  });

  it('is what the workbench says where it refuses', async () => {
    open({ 'explain.make': () => Promise.reject(new InputError('facts.elf.class is no number', { input: 'facts' })) });
    paste('hello');
    expect((await screen.findByRole('alert')).textContent).toContain('facts.elf.class is no number');
  });
});
