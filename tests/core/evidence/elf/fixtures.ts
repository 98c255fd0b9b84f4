// The real binaries of tests/fixtures/elf (made by scripts/make-elf-fixtures.sh) and what readelf and `go version -m` say of them.
import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

const folder = new URL('../../../fixtures/elf/', import.meta.url);

export interface Expected {
  size: number;
  class: 32 | 64;
  data: 'lsb' | 'msb';
  machine: string;
  type: string;
  entry: string;
  sections: number;
  segments: number;
  interp: string | null;
  needed: string[];
  soname: string | null;
  rpath: string[];
  runpath: string[];
  dynamicEntries: number;
  versionsNeeded: { file: string; version: string; weak: boolean }[];
  buildId: string | null;
  symbols: { dynamic: number; static: number };
  relocations: { byType: Record<string, number>; plt: number; relr: number };
  tls: boolean;
  staticTls: boolean;
  pieFlag: boolean;
  go: { version: string; path: string; settings: Record<string, string> } | null;
}

export const fixtureNames: string[] = readdirSync(folder)
  .filter((name) => name.endsWith('.gz'))
  .map((name) => name.slice(0, -3))
  .sort();

export const fixture = (name: string): Uint8Array => new Uint8Array(gunzipSync(readFileSync(new URL(`${name}.gz`, folder))));
export const expectedOf = (name: string): Expected => JSON.parse(readFileSync(new URL(`${name}.expected.json`, folder), 'utf8')) as Expected; // written by elf-expected.mjs in this shape
