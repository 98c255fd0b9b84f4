// Notes: build ids, the ABI tag, Go's build id. From PT_NOTE segments and from the sections that no segment covers.
import type { Elf } from '../../../shared/domain/elf.ts';
import type { ByteRange } from '../../../shared/domain/elf-detail.ts';
import { hex, type Input } from './input.ts';
import type { ElfSkeleton } from './skeleton.ts';

const MAX_NOTES = 1000;
/** Segments, and sections, with notes that are looked at. */
const MAX_PLACES = 1000;
const MAX_DESC = 4096;
const MAX_NAME = 256;

export interface Notes {
  notes: Elf['notes'];
  buildId: string | null;
  goBuildId: string | null;
  /** `.note.android.ident` is there: a libc.so of Android is not musl. */
  android: boolean;
}

const SYSTEMS = ['Linux', 'Hurd', 'Solaris', 'FreeBSD', 'NetBSD', 'Syllable'];
const latin = new TextDecoder('utf-8');
const withoutNul = (text: string): string => text.replace(/\0+$/, '');

/** A note by its places in the file. */
export interface NotePlace {
  name: string;
  type: number;
  /** From its header to the end of its content. */
  place: ByteRange;
  desc: ByteRange;
}

type Read = Pick<ElfSkeleton, 'input' | 'sections' | 'segments'>;

/** Every note, bounded, in the order in which {@link readNotes} keeps them. Warns of those that are damaged. */
export function readNotePlaces({ input, sections, segments }: Read): NotePlace[] {
  const notes: NotePlace[] = [];
  const fromSegments = segments
    .filter(({ type }) => type === 'PT_NOTE')
    .map(({ offset, filesz, align }) => ({ offset, size: filesz, align: align === 8n ? 8 : 4 }))
    .slice(0, MAX_PLACES);
  const fromSections = sections
    .filter(({ type }) => type === 'SHT_NOTE')
    .map(({ offset, size, align }) => ({ offset, size, align: align === 8 ? 8 : 4 }))
    .slice(0, MAX_PLACES);
  // Go's linker leaves its GNU build id out of the PT_NOTE, so sections outside of every segment count too.
  const inSegment = (at: number) => fromSegments.some(({ offset, size }) => at >= offset && at < offset + size);
  const places = [...fromSegments, ...fromSections.filter(({ offset }) => !inSegment(offset))];
  // Every note is at least 12 bytes, so that each place is linear; together they can't be longer than the file.
  let left = input.size;
  for (const { offset, size, align } of places) {
    const end = Math.min(offset + size, input.size);
    left -= Math.max(0, end - offset);
    if (left < 0 || notes.length >= MAX_NOTES) {
      input.warn('notes-cut', `notes overlap, or are more than ${MAX_NOTES}; the rest is left out`, offset);
      break;
    }
    readPlace(input, offset, end, align, notes);
  }
  return notes;
}

export function readNotes(elf: Read): Notes {
  const result: Notes = { notes: [], buildId: null, goBuildId: null, android: false };
  for (const { name, type, desc } of readNotePlaces(elf)) {
    if (desc.length > MAX_DESC) elf.input.warn('note-cut', `a note of ${desc.length} bytes is kept up to ${MAX_DESC}`, desc.offset);
    keep(elf.input, result, name, type, elf.input.bytes(desc.offset, Math.min(desc.length, MAX_DESC)));
  }
  return result;
}

function readPlace(input: Input, start: number, end: number, align: number, notes: NotePlace[]): void {
  const up = (n: number) => Math.ceil(n / align) * align;
  for (let at = start; at + 12 <= end && notes.length < MAX_NOTES;) {
    const view = input.view(at, 12);
    if (!view) return;
    const nameSize = input.u32(view, 0);
    const descSize = input.u32(view, 4);
    const type = input.u32(view, 8);
    const descAt = at + up(12 + nameSize);
    if (nameSize > end - at - 12 || descAt + descSize > end) {
      input.warn('note-outside', `a note claims ${nameSize} bytes of name and ${descSize} of content, more than its segment holds`, at);
      return;
    }
    const name = withoutNul(latin.decode(input.bytes(at + 12, Math.min(nameSize, MAX_NAME))));
    notes.push({ name, type, place: { offset: at, length: descAt + descSize - at }, desc: { offset: descAt, length: descSize } });
    at = descAt + up(descSize);
  }
}

function keep(input: Input, result: Notes, name: string, type: number, desc: Uint8Array): void {
  let text: string | null = null;
  if (name === 'GNU' && type === 3) {
    text = hex(desc);
    result.buildId ??= text;
  } else if (name === 'GNU' && type === 1 && desc.length >= 16) {
    const view = new DataView(desc.buffer, desc.byteOffset, desc.length);
    const [system, ...version] = [0, 4, 8, 12].map((at) => input.u32(view, at));
    text = `${SYSTEMS[system ?? -1] ?? `system ${system}`} ${version.join('.')}`;
  } else if (name === 'Go' && type === 4) {
    text = withoutNul(latin.decode(desc));
    result.goBuildId ??= text;
  } else if (name === 'Android') {
    result.android = true;
  } else if (name === 'FDO' && desc.length > 0) {
    text = withoutNul(latin.decode(desc)); // package metadata, JSON
  }
  result.notes.push({ name, type, desc: hex(desc), text });
}
