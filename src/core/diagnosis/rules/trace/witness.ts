// What rules over a trace alone look at: the program failed, and what its calls show of it. Nothing is concluded of a program that ended well.
import type { FindingEvidence } from '../../../../shared/domain/explain.ts';
import type { Facts } from '../../../../shared/domain/facts.ts';
import type { Case } from '../../types.ts';
import { isGreen } from '../runtime/facts.ts';

type TraceFacts = NonNullable<Facts['trace']>;
/** Facts of a trace that was read whole (evidence/trace/facts.ts). */
export type Witness = { [K in 'ended' | 'sought' | 'deciding' | 'signals' | 'refused' | 'dns' | 'filesOpened']: NonNullable<TraceFacts[K]> };
export type Sought = Witness['sought'][number];
export type Asked = Witness['dns'][number];

/** Null where there is no trace that was read whole, or its program ended well or was still running. */
export function witnessOf(seen: Case): Witness | null {
  const { trace } = seen.facts;
  if (isGreen(seen) || !trace?.ended || !trace.sought || !trace.deciding || !trace.signals || !trace.refused || !trace.dns) return null;
  const { ended, sought, deciding, signals, refused, dns, filesOpened = [] } = trace;
  if (ended.code === 0 || (ended.code === null && ended.signal === null)) return null;
  return { ended, sought, deciding, signals, refused, dns, filesOpened };
}

/** Its calls to write were not traced: what it said is not known. */
export const isSilent = (seen: Case): boolean => !(seen.trace?.syscalls ?? []).some(({ name }) => name === 'write' || name === 'writev');

/** What was looked for of a kind and never found. */
export const missing = ({ sought }: Witness, kind: string): Sought[] => sought.filter((one) => one.kind === kind && !one.found);

/** The call that decides about this path, or the places where it was looked for. */
export function fromSought({ deciding }: Witness, { name, places }: Sought): FindingEvidence[] {
  const calls = deciding.filter(({ text }) => places.some((place) => text.includes(`"${place}"`)));
  return [
    ...calls.slice(0, 2).map(({ event, text }): FindingEvidence => ({ source: 'trace', event, text })),
    { source: 'trace', path: 'trace.sought', text: places.length === 0 ? name : `${name}: ${places.slice(0, 6).join(', ')}${places.length > 6 ? ', …' : ''}` },
  ];
}

export const ended = ({ ended: { code, signal } }: Witness): FindingEvidence => ({ source: 'trace', path: 'trace.ended', text: signal ?? `code ${code ?? '?'}` });

export const fromAsked = (asked: readonly Asked[], most = 6): FindingEvidence[] =>
  asked.slice(0, most).map(({ event, type, name, server, answered, waitMs }): FindingEvidence => ({
    source: 'trace',
    path: 'trace.dns',
    event,
    text: `${type} ${name} at ${server}: ${answered === null ? 'no answer' : answered}${waitMs === null ? '' : ` after ${waitMs} ms`}`,
  }));
