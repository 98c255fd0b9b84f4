// Documents that grow while something is going on and stay when it is over (measurements, recordings): what lists show beside each, the whole as compressed
// JSON. One table each, of the same columns. Called by measurements.ts and recordings.ts.
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { InputError } from '../../shared/domain/errors.ts';
import type { Sqlite } from './sqlite.ts';

/** Longer than any document of ours; what is beyond was not written by us. */
const MOST_BYTES = 1 << 30;

export interface KeptDocuments<Document, Line> {
  /** Inserts or replaces; durable when it returns. `line` and the document are of one moment. */
  save(document: Document, line: Line, owner: string): void;
  /** Throws InputError for an unknown or ambiguous id; `last` and unambiguous prefixes are understood. */
  get(idOrPrefix: string): Document;
  resolve(idOrPrefix: string): string;
  /** Newest first. */
  list(limit: number): Line[];
  /** Throws InputError for one that is going on. */
  remove(idOrPrefix: string): string;
  /** Those that run and are not of this owner become interrupted. Returns their ids. */
  markInterrupted(aliveOwner: string): string[];
}

interface Stated {
  state: string;
}

export interface DocumentKind<Document> {
  table: 'dns_measurements' | 'trace_recordings';
  /** `measurement`: what people call one. */
  noun: string;
  /** `start one with "cgoscope dns measure"`. */
  start: string;
  /** As it shows when its process has died. */
  interrupted: (document: Document) => Document;
}

interface Row extends Stated {
  owner: string;
  line: string;
}

/** `write` guards what changes the database; `ownerAlive` is as OpenStoreOptions says it. */
export function keptDocumentsIn<Document extends Stated & { id: string; startedAt: string }, Line extends Stated & { state: Document['state'] }>(
  db: Sqlite,
  write: <T>(work: () => T) => T,
  ownerAlive: string | null | undefined,
  { table, noun, start, interrupted }: DocumentKind<Document>,
): KeptDocuments<Document, Line> {
  const dead = ({ state, owner }: { state: string; owner: string }): boolean => state === 'running' && ownerAlive !== undefined && owner !== ownerAlive;
  const deadLine = (line: Line): Line => ({ ...line, state: 'interrupted' });

  const resolve = (idOrPrefix: string): string => {
    const asked = idOrPrefix.trim();
    const expected = `the id of a ${noun}, an unambiguous prefix of one, or last`;
    const newest = db.prepare<[], string>(`SELECT id FROM ${table} ORDER BY started_at DESC, id DESC LIMIT 3`).pluck().all();
    if (asked.toLowerCase() === 'last') {
      if (newest[0] === undefined) throw new InputError(`there is no ${noun} yet, so "last" names none`, { input: idOrPrefix, expected: `a ${noun}: ${start}` });
      return newest[0];
    }
    const prefix = asked.toUpperCase();
    const found =
      prefix === '' ? [] : db.prepare<[string, string], string>(`SELECT id FROM ${table} WHERE substr(id, 1, length(?)) = ? ORDER BY id DESC LIMIT 6`).pluck().all(prefix, prefix);
    const [first, second] = found;
    if (first !== undefined && (second === undefined || found.includes(prefix))) return second === undefined ? first : prefix;
    if (first !== undefined)
      throw new InputError(`"${asked}" names several ${noun}s: ${found.slice(0, 5).join(', ')}${found.length > 5 ? ' and more' : ''}`, {
        input: idOrPrefix,
        expected: 'more of the id, or last',
      });
    const hint = newest.length === 0 ? 'none is stored' : `the newest are ${newest.join(', ')}`;
    throw new InputError(`there is no ${noun} "${asked.slice(0, 80)}"; ${hint}`, { input: idOrPrefix, expected });
  };

  const documentOf = (id: string): Document => {
    const bytes = db.prepare<[string], Buffer>(`SELECT document FROM ${table} WHERE id = ?`).pluck().get(id);
    if (bytes === undefined) throw new InputError(`there is no ${noun} ${id}`, { input: id });
    return JSON.parse(zstdDecompressSync(bytes, { maxOutputLength: MOST_BYTES }).toString('utf8')) as Document; // our own writing
  };

  const rowOf = (id: string): Row | undefined => db.prepare<[string], Row>(`SELECT state, owner, line FROM ${table} WHERE id = ?`).get(id);

  const save = (document: Document, line: Line, owner: string): void => {
    const bytes = zstdCompressSync(Buffer.from(JSON.stringify(document)));
    write(() =>
      db
        .prepare(
          `INSERT INTO ${table} (id, state, started_at, owner, line, document) VALUES (?, ?, ?, ?, ?, ?)
           ON CONFLICT (id) DO UPDATE SET state = excluded.state, line = excluded.line, document = excluded.document`,
        )
        .run(document.id, document.state, document.startedAt, owner, JSON.stringify(line), bytes),
    );
  };

  return {
    save,
    resolve,
    get(idOrPrefix) {
      const id = resolve(idOrPrefix);
      const row = rowOf(id);
      const document = documentOf(id);
      return row !== undefined && dead(row) ? interrupted(document) : document;
    },
    list: (limit) =>
      db
        .prepare<[number], Row>(`SELECT state, owner, line FROM ${table} ORDER BY started_at DESC, id DESC LIMIT ?`)
        .all(limit)
        .map((row) => {
          const line = JSON.parse(row.line) as Line; // our own writing
          return dead(row) ? deadLine(line) : line;
        }),
    remove: (idOrPrefix) =>
      write(() => {
        const id = resolve(idOrPrefix);
        if (rowOf(id)?.state === 'running') throw new InputError(`${noun} ${id} is going on; cancel it first`, { input: idOrPrefix, expected: `a ${noun} that has ended` });
        db.prepare(`DELETE FROM ${table} WHERE id = ?`).run(id);
        return id;
      }),
    markInterrupted: (aliveOwner) =>
      write(() => {
        const rows = db
          .prepare<[string], { id: string; owner: string; line: string }>(`SELECT id, owner, line FROM ${table} WHERE state = 'running' AND owner <> ?`)
          .all(aliveOwner);
        for (const { id, owner, line } of rows) save(interrupted(documentOf(id)), deadLine(JSON.parse(line) as Line), owner);
        return rows.map(({ id }) => id);
      }),
  };
}
