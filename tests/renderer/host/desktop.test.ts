// @vitest-environment jsdom
// The host in Electron: what a drop is, and what a dialog gave.
import { describe, expect, it } from 'vitest';
import { createDesktopHost } from '../../../src/renderer/host/desktop.ts';
import type { Bridge } from '../../../src/shared/api/bridge.ts';
import type { Api } from '../../../src/shared/api/contract.ts';

const asked: unknown[] = [];
const bridge = {
  pathOf: (file: File) => (file.name === 'from a page' ? '' : `/home/somebody/${file.name}`),
  desktop: async (name: string, input: unknown) => {
    asked.push([name, input]);
    return { ok: true, value: { path: '/home/somebody/serve' } };
  },
} as unknown as Bridge; // the host asks nothing else of it here
const host = createDesktopHost(bridge, {} as Api);
const dropped = (name: string, isDirectory: boolean | null): DataTransfer =>
  ({ items: [{ webkitGetAsEntry: () => (isDirectory === null ? null : { isDirectory }) }], files: [new File(['x'], name)] }) as unknown as DataTransfer; // the part of it that is read

describe('a drop on the desktop window', () => {
  it.each([
    ['a folder', 'project', true, { kind: 'project', path: '/home/somebody/project' }],
    ['a folder with the name of a bundle', 'x.cgoscope', true, { kind: 'project', path: '/home/somebody/x.cgoscope' }],
    ['a bundle', 'x.cgoscope', false, { kind: 'bundle', path: '/home/somebody/x.cgoscope' }],
    ['any other file', 'serve', false, { kind: 'binary', path: '/home/somebody/serve' }],
    ['something that is no file of this machine', 'from a page', null, null],
  ] as const)('of %s', async (_, name, isDirectory, found) => {
    expect(await host.dropped(dropped(name, isDirectory), () => undefined)).toEqual(found);
  });
});

it('a file to look into is chosen in a native dialog', async () => {
  expect(await host.pickFile('Open a binary…', () => undefined)).toBe('/home/somebody/serve');
  expect(asked).toEqual([['pick.file', { title: 'Open a binary…' }]]);
});
