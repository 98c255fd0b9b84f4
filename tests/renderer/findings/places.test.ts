// Where evidence leads: to the very line, byte, event or file.
import { describe, expect, it } from 'vitest';
import { parseAt, holdersOf } from '../../../src/renderer/views/binary/at.ts';
import { givenPlaces } from '../../../src/renderer/views/explain/given-places.ts';
import { NOTHING } from '../../../src/renderer/views/explain/given.ts';
import { cellPlaces } from '../../../src/renderer/views/findings/places.ts';
import { bareCell } from '../../builders/cell.ts';

describe('evidence of a cell', () => {
  const cell = bareCell(7, {}, { artifact: { sha256: 'a'.repeat(64), size: 1 }, runImage: { image: 'cgoscope/run-musl', digest: 'sha256:1' } });
  const placeOf = cellPlaces({ id: 'RUN' }, cell);

  it('leads to the line of its log', () => {
    expect(placeOf({ source: 'log', path: 'stderr', line: 12 })).toBe('/runs/RUN/cells/7?tab=log&line=12&stream=stderr');
    expect(placeOf({ source: 'log', line: 3 })).toBe('/runs/RUN/cells/7?tab=log&line=3');
  });

  it('leads to the bytes of the binary, which the binary view finds again', () => {
    const href = placeOf({ source: 'elf', path: 'elf.interp', byteOffset: 0x318, length: 28 });
    expect(href).toBe('/binary?run=RUN&cell=7&tab=sections&at=0x318%2B28');
    expect(parseAt('0x318+28')).toEqual({ offset: 792, length: 28 });
    expect(placeOf({ source: 'elf', path: 'elf.needed' })).toBe('/runs/RUN/cells/7?tab=elf');
  });

  it('leads to the event of the trace, the file of the image, the host', () => {
    expect(placeOf({ source: 'trace', event: 1, line: 3 })).toBe('/runs/RUN/cells/7?tab=trace&event=1');
    expect(placeOf({ source: 'trace', line: 3 })).toBe('/runs/RUN/cells/7?tab=trace&line=3');
    expect(placeOf({ source: 'trace' })).toBe('/runs/RUN/cells/7?tab=trace');
    expect(placeOf({ source: 'trace', path: 'trace.filesMissing', text: '/etc/zoneinfo/UTC' })).toBe('/runs/RUN/cells/7?tab=trace&q=path%3A%2Fetc%2Fzoneinfo%2FUTC');
    expect(placeOf({ source: 'image', path: '/lib/ld-musl-x86_64.so.1' })).toBe('/image?ref=cgoscope%2Frun-musl&tab=files&path=%2Flib%2Fld-musl-x86_64.so.1');
    expect(placeOf({ source: 'image', path: 'image.libc' })).toBe('/image?ref=cgoscope%2Frun-musl');
    expect(placeOf({ source: 'host', path: 'host.kernel' })).toBe('/doctor');
  });

  it('leads nowhere where there is nothing to open', () => {
    const nothing = cellPlaces({ id: 'RUN' }, bareCell(7));
    expect(nothing({ source: 'elf', byteOffset: 4 })).toBeNull();
    expect(nothing({ source: 'image', path: '/etc' })).toBeNull();
  });
});

describe('evidence of what was given', () => {
  const blob = new Blob(['x']);
  it('leads to its line in the text, with what else is given still in the address', () => {
    const placeOf = givenPlaces({ ...NOTHING, log: { name: null, blob, path: null }, image: 'alpine:3.20' });
    expect(placeOf({ source: 'log', line: 4 })).toBe('/explain?image=alpine%3A3.20&line=4');
    expect(placeOf({ source: 'image', path: '/lib' })).toBe('/image?ref=alpine%3A3.20&tab=files&path=%2Flib');
    expect(placeOf({ source: 'elf', byteOffset: 4 })).toBeNull();
  });

  it('of a trace beside a log leads to the other text', () => {
    const file = { name: 'a', blob, path: '/a' };
    expect(givenPlaces({ ...NOTHING, log: file, trace: file })({ source: 'trace', line: 2 })).toBe('/explain?look=trace&line=2');
    expect(givenPlaces({ ...NOTHING, trace: file })({ source: 'trace', line: 2 })).toBe('/explain?line=2');
  });

  it('of an event leads to it where the trace is a file, and into its text where it was pasted', () => {
    const file = { name: 'a', blob, path: '/a' };
    expect(givenPlaces({ ...NOTHING, trace: file })({ source: 'trace', event: 2 })).toBe('/trace?file=%2Fa&event=2');
    expect(givenPlaces({ ...NOTHING, trace: { ...file, path: null } })({ source: 'trace', event: 2 })).toBe('/explain?line=2');
  });
});

describe('a place in a binary', () => {
  const section = (name: string, type: string, offset: number, size: number) => ({ name, type, flags: '0', addr: '0', offset, size, link: 0, info: 0, align: 1, entsize: 0 });
  const segment = (type: string, offset: number, filesz: number) => ({ type, flags: 4, offset, vaddr: '0', paddr: '0', filesz, memsz: String(filesz), align: '1' });
  const elf = {
    sections: [section('', 'SHT_NULL', 0, 0), section('.bss', 'SHT_NOBITS', 700, 500), section('.interp', 'SHT_PROGBITS', 792, 28)],
    segments: [segment('PT_LOAD', 0, 4096), segment('PT_INTERP', 792, 28)],
  } as unknown as Parameters<typeof holdersOf>[0]; // what holdersOf looks at

  it('is named by what holds it most narrowly', () => expect(holdersOf(elf, { offset: 800, length: 4 })).toEqual({ section: 2, segment: 1 }));
  it('may be held by nothing', () => expect(holdersOf(elf, { offset: 9_999, length: 1 })).toEqual({ section: null, segment: null }));
  it.each(['', 'abc', '0x', '-4', '1e9', '5+', '0x10+0x2'])('is not read out of %j', (text) => expect(parseAt(text)).toBeNull());
});
