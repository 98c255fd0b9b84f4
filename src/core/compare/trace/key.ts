// Writes the key of a call from its arguments as strace printed them: what was asked, without what varies. One pass over the characters, no strings made but
// of what is looked up.
import { argumentEnd, decorationEnd, literalEnd } from '../../evidence/index.ts';
import type { Key } from './interner.ts';
import { maskedDecoration, maskedFlags, maskedText, type MaskPath } from './masks.ts';

/** Arguments longer than this are compared as far as this. */
const MOST_TEXT = 16_384;
const MOST_KEPT = 20_000;
/** Between arguments. */
export const SEPARATOR = 0x1f;

/** What a call's key needs besides its arguments. */
export interface CallSubject {
  /** Masked path that the call names; empty where the index knows none. */
  path: string;
  /** Masked address that it names. */
  address: string;
  /** What the descriptor in the first place is; empty where only its own text can say. */
  descriptor: string;
  /** A DNS socket: the first two bytes of what is sent are drawn. */
  dns: boolean;
}

export interface KeyWriter {
  /** `letters`: see calls.ts; null for a call that is not in its list. Arguments begin at `from` of `text`. */
  write(key: Key, letters: string | null, text: string, from: number, subject: CallSubject): void;
}

/** Strings of data are compared in their first `stringLimit` characters (what -s left of them); decorations of descriptors count where both logs have them. */
export function createKeyWriter(stringLimit: number, decorated: boolean, maskPath: MaskPath): KeyWriter {
  const paths = remembered(maskPath);
  const flags = remembered(maskedFlags);
  const decorations = remembered((text) => maskedDecoration(text, maskPath));
  const words = remembered((text) => maskedText(text, maskPath));

  const write = (key: Key, letters: string | null, text: string, from: number, subject: CallSubject): void => {
    let at = from;
    const end = Math.min(text.length, from + MOST_TEXT);
    const most = letters === null ? 16 : letters.length;
    for (let argument = 0; argument < most; argument++) {
      while (text.charCodeAt(at) === 0x20) at++;
      if (at >= end || text.charCodeAt(at) === 0x29) break;
      const letter = letters === null ? (argument === 0 && (subject.descriptor !== '' || isDescriptor(text, at)) ? 'f' : 'k') : letters[argument];
      // What is left out leaves no trace: `open(path)` and `openat(folder, path)` are one key.
      if (letter !== 'x' && letter !== 'd') key.put(SEPARATOR);
      switch (letter) {
        case 'p':
          if (subject.path === '') quoted(key, text, at, paths);
          else key.text(subject.path);
          at = argumentEnd(text, at, end);
          break;
        case 'a':
          if (subject.address === '') at = kept(key, text, at, end, subject);
          else {
            key.text(subject.address);
            at = argumentEnd(text, at, end);
          }
          break;
        case 'q':
          quoted(key, text, at, paths);
          at = argumentEnd(text, at, end);
          break;
        case 'o': {
          const stop = argumentEnd(text, at, end);
          key.text(flags(text.slice(at, stop).trimEnd()));
          at = stop;
          break;
        }
        case 'f':
          descriptor(key, text, at, argument === 0 ? subject.descriptor : '');
          at = argumentEnd(text, at, end);
          break;
        case 's':
          at = data(key, text, at, end, subject.dns);
          break;
        case 'k':
          at = kept(key, text, at, end, subject);
          break;
        default:
          at = argumentEnd(text, at, end);
      }
      if (text.charCodeAt(at) !== 0x2c) break;
      at++;
    }
  };

  const quoted = (key: Key, text: string, at: number, mask: (raw: string) => string): void => {
    if (text.charCodeAt(at) !== 0x22) return key.put(0x30);
    const end = literalEnd(text, at);
    key.text(mask(text.slice(at + 1, end < 0 ? text.length : end - 1)));
  };

  const descriptor = (key: Key, text: string, at: number, known: string): void => {
    let end = at;
    while (isDigit(text.charCodeAt(end)) || text.charCodeAt(end) === 0x2d) end++;
    // A descriptor of a process comes with the process, from no call that makes descriptors.
    if (known !== '' && !text.startsWith('<pid:', end)) return key.text(known);
    const number = text.slice(at, end);
    // What a program is started with depends on who starts it.
    if (number === '0' || number === '1' || number === '2') return key.text(number);
    if (decorated && text.charCodeAt(end) === 0x3c) return key.text(decorations(text.slice(end + 1, decorationEnd(text, end) - 1)));
    key.put(number === '-1' ? 0x2d : 0x3f);
  };

  /** The strings of an argument alone: of a buffer, or of all buffers of a list. */
  const data = (key: Key, text: string, from: number, end: number, dns: boolean): number => {
    let depth = 0;
    for (let at = from; at < end; at++) {
      const code = text.charCodeAt(at);
      if (code === 0x22) at = string(key, text, at, dns) - 1;
      else if (code === 0x28 || code === 0x5b || code === 0x7b) depth++;
      else if (code === 0x29 || code === 0x5d || code === 0x7d) {
        if (depth-- === 0) return at;
      } else if (code === 0x2c && depth === 0) return at;
    }
    return end;
  };

  const string = (key: Key, text: string, start: number, dns: boolean): number => {
    let units = 0;
    let escapes = 0;
    /** Bytes below 32 that no text holds. */
    let controls = 0;
    let at = start + 1;
    let begin = at;
    let last = -1;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === 0x22) break;
      if (units === stringLimit && last < 0) last = at;
      if (dns && units === 2 && begin === start + 1) begin = at;
      units++;
      if (code !== 0x5c) continue;
      at++;
      const next = text.charCodeAt(at);
      if (next === 0x78) at += 2;
      else if (next >= 0x30 && next <= 0x37) {
        const began = at;
        for (let digits = 1; digits < 3 && isDigit(text.charCodeAt(at + 1)); digits++) at++;
        // `\33` begins a colour on a terminal.
        if (at - began < 2 && !text.startsWith('33', began)) controls++;
      } else continue;
      escapes++;
    }
    const raw = text.slice(begin, Math.min(last < 0 ? at : last, begin + 4_096));
    key.put(0x22);
    // Keys, compressed and encrypted bytes are other ones at every start.
    if (dns) key.text(raw);
    else if (escapes * 4 > units || controls > 2) key.put(0x42);
    else key.text(words(raw));
    return Math.min(at + 1, text.length);
  };

  /** As it stands, without addresses of memory, numbers in structures and comments. */
  const kept = (key: Key, text: string, from: number, end: number, subject: CallSubject): number => {
    let depth = 0;
    let before = 0;
    for (let at = from; at < end;) {
      const code = text.charCodeAt(at);
      if (code === 0x22) {
        at = string(key, text, at, subject.dns);
        before = code;
        continue;
      }
      if (isDigit(code) && !isName(before)) {
        let stop = at + 1;
        while (isName(text.charCodeAt(stop))) stop++;
        const long = code === 0x30 && (text.charCodeAt(at + 1) | 0x20) === 0x78 ? stop - at > 7 : stop - at > 4;
        if (depth > 0 || long) key.put(0x23);
        else key.text(text.slice(at, stop));
        if (text.charCodeAt(stop) === 0x3c && text.charCodeAt(stop + 1) !== 0x3c) stop = decorationEnd(text, stop);
        at = stop;
        before = 0x30;
        continue;
      }
      if (code === 0x2f && text.charCodeAt(at + 1) === 0x2a) {
        const close = text.indexOf('*/', at + 2);
        at = close < 0 ? end : close + 2;
        continue;
      }
      if (code === 0x28 || code === 0x5b || code === 0x7b) depth++;
      else if (code === 0x29 || code === 0x5d || code === 0x7d) {
        if (depth-- === 0) return at;
      } else if (code === 0x2c && depth === 0) return at;
      if (code !== 0x20) key.put(code);
      before = code;
      at++;
    }
    return end;
  };

  return { write };
}

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;
const isName = (code: number): boolean => isDigit(code) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a) || code === 0x5f;

function isDescriptor(text: string, at: number): boolean {
  let end = at;
  while (isDigit(text.charCodeAt(end))) end++;
  return end > at && text.charCodeAt(end) === 0x3c && text.charCodeAt(end + 1) !== 0x3c;
}

/** The same text comes by thousands of times. Starts again when it holds much. */
function remembered(make: (raw: string) => string): (raw: string) => string {
  const kept = new Map<string, string>();
  return (raw) => {
    let made = kept.get(raw);
    if (made === undefined) {
      if (kept.size >= MOST_KEPT) kept.clear();
      made = make(raw);
      kept.set(raw, made);
    }
    return made;
  };
}
