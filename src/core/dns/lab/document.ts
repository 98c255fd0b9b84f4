// The document of a measurement while it grows: made, added to sample by sample, ended; and its line in lists.
import type { DnsMeasurement, DnsMeasurementLine, DnsSample, Resolver } from '../../../shared/domain/dns.ts';
import { sampleWall } from '../../../shared/domain/dns-pairs.ts';
import { agreementOf, endedEarly } from './agreement.ts';
import { recoveryAgrees } from './recovery.ts';
import { counted, formatNs } from '../../../shared/domain/units.ts';
import type { Baseline } from './driven.ts';
import type { Pair } from './plan.ts';

const LONGEST_TEXT = 400;
const MOST_TOLD = 100;
/** Of samples that were run by another resolver than they were meant for. */
const MOST_NOTES = 20;

export function lineOf(document: DnsMeasurement): DnsMeasurementLine {
  const { id, title, state, startedAt, endedAt, planned, rounds, scenarios, subjects, samples, agreement } = document;
  const compared = agreement.filter(({ agrees }) => agrees !== null);
  return {
    id,
    title,
    state,
    startedAt,
    endedAt,
    planned,
    rounds,
    scenarios: scenarios.length,
    subjects: subjects.map(({ name }) => name),
    done: samples.length,
    agreed: compared.length === 0 ? null : compared.filter(({ agrees }) => agrees === true).length,
    compared: compared.length,
    resolvConf: (scenarios[0]?.resolvConf ?? '').slice(0, LONGEST_TEXT),
    name: scenarios[0]?.name ?? '',
  };
}

/** What grows: samples by pair, so that the agreement of one is known as soon as its last round is. */
export interface Growing {
  document: DnsMeasurement;
  add(sample: DnsSample): void;
  /** What an image does with healthy servers. */
  baseline(baseline: Baseline): void;
  /** Each once. */
  note(text: string): void;
  /** Of pairs as they are planned now; samples stay. */
  plan(pairs: readonly Pair[], rounds: number): void;
}

const keyOf = ({ scenario, subject }: { scenario: number; subject: number }): string => `${scenario} ${subject}`;

export function createGrowing(document: DnsMeasurement): Growing {
  const note = (text: string): void => {
    if (!document.notes.includes(text) && document.notes.length < MOST_TOLD) document.notes.push(text);
  };
  const byPair = new Map<string, { samples: DnsSample[]; agreement: DnsMeasurement['agreement'][number]; resolver: Resolver | null; limitMs: number }>();
  let odd = 0;
  return {
    document,
    plan(pairs, rounds) {
      document.planned = pairs.length * rounds;
      document.agreement = pairs.map(({ scenario, subject, recovery, forecast: { prediction, why } }) => ({
        scenario,
        subject,
        prediction,
        why,
        agrees: null,
        worstNs: null,
        ...(recovery === null ? {} : { recovery: recovery.foretold }),
      }));
      byPair.clear();
      for (const [index, agreement] of document.agreement.entries())
        byPair.set(keyOf(agreement), { samples: [], agreement, resolver: pairs[index]?.resolver ?? null, limitMs: pairs[index]?.limitMs ?? 0 });
    },
    note,
    baseline(baseline) {
      const { sample } = baseline;
      const name = document.subjects[baseline.subject]?.name ?? '?';
      const [lookup] = sample.lookups;
      if (sample.state !== 'done' || lookup === undefined) {
        note(`${name} could not be measured with healthy servers: ${sample.reason ?? 'it said nothing'}`);
        return;
      }
      const { wallNs, result, error } = lookup;
      const { packets } = sample;
      const pair = byPair.get(keyOf(baseline));
      if (pair !== undefined) pair.agreement.baseline = { wallNs, packets, result, error };
      const how = wallNs === null ? 'no answer within its time' : `first answer after ${formatNs(wallNs)}`;
      note(`${name} with healthy servers: ${how}, ${counted(packets, 'packet')}${result === 'fail' ? `, and it fails there too: ${error ?? '?'}` : ''}`);
    },
    add(sample) {
      document.samples.push(sample);
      const wall = sample.state === 'done' ? sampleWall(sample) : null;
      if (wall !== null) document.timesNs.longest = Math.max(document.timesNs.longest ?? 0, wall);
      const pair = byPair.get(keyOf(sample));
      if (pair === undefined) return;
      pair.samples.push(sample);
      const { ran } = sample.resolver;
      if (sample.state === 'done' && pair.resolver !== null && ran !== 'none' && ran !== 'unknown' && ran !== pair.resolver) {
        odd += 1;
        const who = document.subjects[sample.subject]?.name ?? 'a subject';
        if (odd <= MOST_NOTES)
          document.notes.push(`${who} was to run the resolver of ${pair.resolver} in scenario ${sample.scenario + 1}, and ${ran} ran: ${sample.resolver.proof.join('; ')}`);
      }
      const { prediction, recovery } = pair.agreement;
      if (recovery !== undefined) {
        pair.agreement.agrees = recoveryAgrees(pair.samples, recovery);
        return;
      }
      const limitNs = pair.limitMs * 1e6;
      if (sample.state === 'done' && prediction !== null && endedEarly(sample, prediction, limitNs))
        note(`ended after ${formatNs(limitNs)}, before what is predicted could come: ${document.subjects[sample.subject]?.name ?? '?'} in scenario ${sample.scenario + 1}`);
      Object.assign(pair.agreement, agreementOf(pair.samples, prediction, limitNs));
    },
  };
}

/** Samples in the order of scenarios, subjects and rounds: they came in the order in which they ended. */
export function inOrder(samples: readonly DnsSample[]): DnsSample[] {
  return [...samples].sort((a, b) => a.scenario - b.scenario || a.subject - b.subject || a.round - b.round);
}
