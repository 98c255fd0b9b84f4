// Measurements of the DNS lab in the database: what lists show beside each, the whole as compressed JSON. Called by store.ts.
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { DnsMeasurement, DnsMeasurementLine } from '../../shared/domain/dns.ts';
import { InputError } from '../../shared/domain/errors.ts';
import type { Sqlite } from './sqlite.ts';

type State = DnsMeasurement['state'];

/** Longer than any document that may be measured (20,000 samples of a few kB); what is beyond was not written by us. */
const MOST_BYTES = 1 << 30;

export interface Measurements {
  /** Inserts or replaces; durable when it returns. `line` and the document are of one moment. */
  save(document: DnsMeasurement, line: DnsMeasurementLine, owner: string): void;
  /** Throws InputError for an unknown or ambiguous id; `last` and unambiguous prefixes are understood. */
  get(idOrPrefix: string): DnsMeasurement;
  resolve(idOrPrefix: string): string;
  /** Newest first. */
  list(limit: number): DnsMeasurementLine[];
  /** Throws InputError for one that is going on. */
  remove(idOrPrefix: string): string;
  /** Those that run and are not of this owner become interrupted. Returns their ids. */
  markInterrupted(aliveOwner: string): string[];
}

const REASON = 'the process that measured ended before it was done';

/** As it shows when its process has died. */
const interrupted = (document: DnsMeasurement): DnsMeasurement => ({ ...document, state: 'interrupted', reason: REASON });

interface Row {
  state: State;
  owner: string;
  line: string;
}

/** `write` guards what changes the database; `ownerAlive` is as OpenStoreOptions says it. */
export function measurementsIn(db: Sqlite, write: <T>(work: () => T) => T, ownerAlive: string | null | undefined): Measurements {
  const dead = ({ state, owner }: { state: State; owner: string }): boolean => state === 'running' && ownerAlive !== undefined && owner !== ownerAlive;

  const resolve = (idOrPrefix: string): string => {
    const asked = idOrPrefix.trim();
    const expected = 'the id of a measurement, an unambiguous prefix of one, or last';
    const newest = db.prepare<[], string>('SELECT id FROM dns_measurements ORDER BY started_at DESC, id DESC LIMIT 3').pluck().all();
    if (asked.toLowerCase() === 'last') {
      if (newest[0] === undefined)
        throw new InputError('there is no measurement yet, so "last" names none', { input: idOrPrefix, expected: 'a measurement: start one with "cgoscope dns measure"' });
      return newest[0];
    }
    const prefix = asked.toUpperCase();
    const found =
      prefix === ''
        ? []
        : db.prepare<[string, string], string>('SELECT id FROM dns_measurements WHERE substr(id, 1, length(?)) = ? ORDER BY id DESC LIMIT 6').pluck().all(prefix, prefix);
    const [first, second] = found;
    if (first !== undefined && (second === undefined || found.includes(prefix))) return second === undefined ? first : prefix;
    if (first !== undefined)
      throw new InputError(`"${asked}" names several measurements: ${found.slice(0, 5).join(', ')}${found.length > 5 ? ' and more' : ''}`, {
        input: idOrPrefix,
        expected: 'more of the id, or last',
      });
    const hint = newest.length === 0 ? 'none is stored' : `the newest are ${newest.join(', ')}`;
    throw new InputError(`there is no measurement "${asked.slice(0, 80)}"; ${hint}`, { input: idOrPrefix, expected });
  };

  const documentOf = (id: string): DnsMeasurement => {
    const bytes = db.prepare<[string], Buffer>('SELECT document FROM dns_measurements WHERE id = ?').pluck().get(id);
    if (bytes === undefined) throw new InputError(`there is no measurement ${id}`, { input: id });
    return JSON.parse(zstdDecompressSync(bytes, { maxOutputLength: MOST_BYTES }).toString('utf8')) as DnsMeasurement; // our own writing
  };

  const save = (document: DnsMeasurement, line: DnsMeasurementLine, owner: string): void => {
    const bytes = zstdCompressSync(Buffer.from(JSON.stringify(document)));
    write(() =>
      db
        .prepare(
          `INSERT INTO dns_measurements (id, state, started_at, owner, line, document) VALUES (?, ?, ?, ?, ?, ?)
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
      const row = db.prepare<[string], Row>('SELECT state, owner, line FROM dns_measurements WHERE id = ?').get(id);
      const document = documentOf(id);
      return row !== undefined && dead(row) ? interrupted(document) : document;
    },
    list: (limit) =>
      db
        .prepare<[number], Row>('SELECT state, owner, line FROM dns_measurements ORDER BY started_at DESC, id DESC LIMIT ?')
        .all(limit)
        .map((row) => {
          const line = JSON.parse(row.line) as DnsMeasurementLine; // our own writing
          return dead(row) ? { ...line, state: 'interrupted' as const } : line;
        }),
    remove: (idOrPrefix) =>
      write(() => {
        const id = resolve(idOrPrefix);
        const row = db.prepare<[string], Row>('SELECT state, owner, line FROM dns_measurements WHERE id = ?').get(id);
        if (row?.state === 'running') throw new InputError(`measurement ${id} is going on; cancel it first`, { input: idOrPrefix, expected: 'a measurement that has ended' });
        db.prepare('DELETE FROM dns_measurements WHERE id = ?').run(id);
        return id;
      }),
    markInterrupted: (aliveOwner) =>
      write(() => {
        const rows = db
          .prepare<[string], { id: string; owner: string; line: string }>("SELECT id, owner, line FROM dns_measurements WHERE state = 'running' AND owner <> ?")
          .all(aliveOwner);
        for (const { id, owner, line } of rows) save(interrupted(documentOf(id)), { ...(JSON.parse(line) as DnsMeasurementLine), state: 'interrupted' }, owner);
        return rows.map(({ id }) => id);
      }),
  };
}
