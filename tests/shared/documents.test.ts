import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { documentVersion } from '../../src/shared/domain/document-version.ts';
import { DOCUMENTS, type DocumentKind } from '../../src/shared/domain/documents.ts';

const folder = path.join(import.meta.dirname, '..', 'fixtures', 'documents');
const kinds = Object.keys(DOCUMENTS).filter((kind): kind is DocumentKind => kind in DOCUMENTS);
const fixture = (kind: string): unknown => JSON.parse(readFileSync(path.join(folder, `${kind}.json`), 'utf8'));

describe('documents', () => {
  it('have one fixture each, and no fixture is without a kind', () => {
    expect(
      readdirSync(folder)
        .filter((name) => name.endsWith('.json'))
        .sort(),
    ).toEqual(kinds.map((kind) => `${kind}.json`).sort());
  });

  it.each(kinds)('%s: the fixture fits its schema and loses nothing in it', (kind) => {
    const value = fixture(kind);
    // Schemas of documents drop what they do not know; a fixture that survives whole names only fields of the contract.
    expect(DOCUMENTS[kind].parse(value)).toEqual(value);
  });

  it.each(kinds.filter((kind) => kind !== 'facts' && kind !== 'matrix'))('%s: its schema field is the version that is published', (kind) => {
    expect(fixture(kind)).toHaveProperty('schema', documentVersion(kind));
  });

  it.each(kinds.filter((kind) => kind !== 'facts' && kind !== 'matrix'))('%s: a document of another version is refused', (kind) => {
    const value = z.record(z.string(), z.unknown()).parse(fixture(kind));
    expect(DOCUMENTS[kind].safeParse({ ...value, schema: 'cgoscope/other@9' }).success).toBe(false);
  });

  it.each(kinds)('%s: its JSON Schema names every field of the fixture', (kind) => {
    const schema = z.toJSONSchema(DOCUMENTS[kind]);
    const variants = schema.oneOf ?? schema.anyOf ?? [schema];
    const known = new Set(variants.flatMap((variant) => Object.keys((typeof variant === 'object' ? variant.properties : null) ?? {})));
    for (const field of Object.keys(z.record(z.string(), z.unknown()).parse(fixture(kind)))) expect(known).toContain(field);
  });
});
