// @vitest-environment jsdom
// The image views: the list, and one image looked into.
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { ImageView } from '../../../src/renderer/views/image/image.tsx';
import { ImagesView } from '../../../src/renderer/views/image/images.tsx';
import { InputError } from '../../../src/shared/domain/errors.ts';
import { audit, checklist, finding, imageEntry, imageFacts, localImage } from '../../builders/binary-documents.ts';
import { later, renderView, type Answers, type Rendered } from '../support.tsx';

const open = (query = '', answers: Answers = {}): Rendered =>
  renderView(<ImageView />, { path: `/image?ref=debian%3A12${query}`, answers: { 'image.audit': audit(), ...answers } });

describe('the list of images', () => {
  const images = [localImage('debian:12'), localImage('alpine:3', { bytes: 8_000_000 }), localImage('cgoscope/helper:1', { ours: true })];
  const list = (path = '/images'): Rendered => renderView(<ImagesView />, { path, answers: { 'image.list': { images } } });
  const names = (): string[] => screen.getAllByRole('link').map(({ textContent }) => textContent);

  it('leaves out our own until it is asked for them', async () => {
    const { address } = list();
    await screen.findByText('debian:12');
    expect(names()).toEqual(['debian:12', 'alpine:3']);
    fireEvent.click(screen.getByRole('switch', { name: 'Cgoscope’s own (1)' }));
    expect(names()).toContain('cgoscope/helper:1');
    expect(address()).toBe('/images?ours=1');
  });

  it('is filtered, and a row opens the image', async () => {
    const { address } = list();
    fireEvent.change(await screen.findByRole('searchbox', { name: 'Part of a name, or path of an archive' }), { target: { value: 'alp' } });
    expect(names()).toEqual(['alpine:3']);
    fireEvent.keyDown(screen.getByRole('grid', { name: 'Images' }), { key: 'Enter' });
    expect(address()).toBe('/image?ref=alpine%3A3');
  });
});

it('an archive on disk is opened by its path', async () => {
  renderView(<ImagesView />, { path: '/images?q=%2Ftmp%2Fa.tar', answers: { 'image.list': { images: [localImage('debian:12')] } } });
  expect((await screen.findByRole('link', { name: 'Open the image archive at this path' })).getAttribute('href')).toBe('/image?ref=%2Ftmp%2Fa.tar');
});

describe('the audit of an image', () => {
  it('names what is wrong first, with its evidence', async () => {
    open('', { 'image.audit': audit({ findings: [finding('setuid', { level: 'info' }), finding('crlf-script')] }) });
    const levels = (await screen.findAllByText(/^Title of/)).map(({ textContent }) => textContent);
    expect(levels).toEqual(['Title of crlf-script', 'Title of setuid']);
    expect(screen.getAllByText('error')).toHaveLength(1);
    expect(screen.getByText('read 120.0 MB in 1.50 s')).toBeDefined();
  });

  it('leads from the program it starts to that binary in depth', async () => {
    open();
    expect((await screen.findByRole('link', { name: '/usr/bin/bash' })).getAttribute('href')).toBe('/binary?image=debian%3A12&path=%2Fusr%2Fbin%2Fbash');
  });

  it('says that nothing is wrong, and that the platform is no lie', async () => {
    open('', { 'image.audit': audit({ findings: [] }) });
    expect(await screen.findByText('Nothing found that would keep it from starting.')).toBeDefined();
    expect(screen.getByText('✓ the ELF files in it are of this platform')).toBeDefined();
  });

  it('says so while the image is read, and why it can’t be', async () => {
    const held = later<ReturnType<typeof audit>>();
    open('', { 'image.audit': () => held.promise });
    expect(await screen.findByText('Reading debian:12')).toBeDefined();
    held.reject(new InputError('debian:12 is a Windows image', { input: 'debian:12' }));
    expect((await screen.findByRole('alert')).textContent).toContain('is a Windows image');
  });

  it('shows labels and paths of strangers as text', async () => {
    open('', { 'image.audit': audit({ image: imageFacts({ config: { ...imageFacts().config, labels: { '\u202ex': '\u001b[31mred' } } }) }) });
    expect(await screen.findByText('\\x1b[31mred')).toBeDefined();
  });
});

describe('the files of an image', () => {
  const files: Answers['image.files'] = ({ path }) => ({
    path,
    cut: 0,
    entries:
      path === '/'
        ? [imageEntry('/usr', { kind: 'directory' }), imageEntry('/broken', { kind: 'symlink', target: 'nowhere', dangling: true })]
        : [imageEntry('/usr/env', { elf: { machine: 'EM_X86_64', linkage: 'dynamic', interp: '/lib64/ld-linux-x86-64.so.2' } })],
  });

  it('are read folder by folder, as they are opened with the keyboard', async () => {
    const { api } = open('&tab=files', { 'image.files': files });
    const tree = await screen.findByRole('treegrid', { name: 'Files of the image' });
    await within(tree).findByText('usr');
    expect(api.inputs('image.files').map(({ path }) => path)).toEqual(['/']);
    fireEvent.keyDown(tree, { key: 'ArrowRight' });
    expect((await within(tree).findByRole('link', { name: 'env' })).getAttribute('href')).toBe('/binary?image=debian%3A12&path=%2Fusr%2Fenv');
    expect(within(tree).getByText('X86_64 · dynamic · /lib64/ld-linux-x86-64.so.2')).toBeDefined();
    fireEvent.keyDown(tree, { key: 'ArrowLeft' });
    expect(within(tree).queryByRole('link', { name: 'env' })).toBeNull();
  });

  it('are open down to the path of the address, which follows the keys', async () => {
    const { address } = open('&tab=files&path=%2Fusr%2Fenv', { 'image.files': files });
    const tree = await screen.findByRole('treegrid');
    const row = (await within(tree).findByRole('link', { name: 'env' })).closest('[role="row"]');
    await waitFor(() => expect(row?.getAttribute('aria-selected')).toBe('true'));
    expect(row?.getAttribute('aria-level')).toBe('2');
    fireEvent.keyDown(tree, { key: 'ArrowDown' });
    expect(new URLSearchParams(address().split('?')[1]).get('path')).toBe('/broken');
    expect(within(tree).getByText('→ nowhere (leads nowhere)')).toBeDefined();
  });
});

describe('the checklist', () => {
  it('starts nothing by itself', async () => {
    const { api } = open('&tab=checklist', { 'image.checklist': checklist() });
    await screen.findByRole('button', { name: 'Run the checklist' });
    expect(api.inputs('image.checklist')).toEqual([]);
  });

  it('gives each item with its fact, and system calls by their verdict', async () => {
    const { api } = open('&tab=checklist', { 'image.checklist': checklist() });
    fireEvent.click(await screen.findByRole('switch', { name: /^Also start the image/ }));
    fireEvent.click(screen.getByRole('button', { name: 'Run the checklist' }));
    expect(await screen.findByText('clone3 is hidden by the emulator')).toBeDefined();
    expect(api.inputs('image.checklist')).toMatchObject([{ image: 'debian:12', start: false }]);
    const calls = (): string[] =>
      within(screen.getByRole('grid', { name: 'System calls' }))
        .getAllByRole('row')
        .slice(1)
        .map(({ textContent }) => textContent);
    expect(calls()).toHaveLength(2);
    fireEvent.change(screen.getByRole('combobox', { name: 'Which system calls' }), { target: { value: 'hidden-by-emulator' } });
    expect(calls()).toEqual(['openat24375.6✗ hidden by the emulatorENOSYSEFAULT']);
  });

  it('says why it could not be made', async () => {
    open('&tab=checklist', {
      'image.checklist': () => {
        throw new InputError('linux/arm64 can’t be emulated here', { input: 'debian:12' });
      },
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Run the checklist' }));
    expect((await screen.findByRole('alert')).textContent).toContain('can’t be emulated here');
  });
});

describe('two images', () => {
  it('show facts that differ, and what is found in one alone', async () => {
    const both = finding('both');
    open('&tab=compare&other=alpine%3A3', {
      'image.list': { images: [localImage('alpine:3')] },
      'image.audit': ({ other }) =>
        audit({
          findings: [both, finding('mine')],
          ...(other === null
            ? {}
            : { other: { image: imageFacts({ ref: other }), findings: [both, finding('theirs')] }, differences: [{ fact: 'libc', a: 'glibc', b: 'musl', weight: 90, text: '' }] }),
        }),
    });
    expect(within(await screen.findByRole('grid', { name: 'Facts that differ' })).getAllByRole('row')[1]?.textContent).toBe('libcglibcmusl90');
    expect(screen.getAllByText(/^Title of/).map(({ textContent }) => textContent)).toEqual(['Title of mine', 'Title of theirs']);
  });
});
