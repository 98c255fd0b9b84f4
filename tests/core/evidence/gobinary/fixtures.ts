// The Go binaries of tests/fixtures/go (made by scripts/make-go-fixtures.sh) and what Go's own debug/gosym and debug/buildinfo say of them.
import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

const folder = new URL('../../../fixtures/go/', import.meta.url);

export interface GoTruth {
  goVersion: string;
  path: string;
  settings: Record<string, string>;
  functions: number;
  /** By debug/gosym's PackageName, which leaves paths escaped; '' holds what is of no package. */
  packages: Record<string, { functions: number; bytes: number }>;
}

export const goFixtureNames: string[] = readdirSync(folder)
  .filter((name) => name.endsWith('.gz'))
  .map((name) => name.slice(0, -3))
  .sort();

export const goFixture = (name: string): Uint8Array => new Uint8Array(gunzipSync(readFileSync(new URL(`${name}.gz`, folder))));
export const goTruth = (name: string): GoTruth => JSON.parse(readFileSync(new URL(`${name}.expected.json`, folder), 'utf8')) as GoTruth; // written by scripts/go-truth in this shape
