// The document of a measurement while it grows: made, added to sample by sample, ended; and its line in lists.
import type { DnsMeasurement, DnsMeasurementLine, DnsSample } from '../../../shared/domain/dns.ts';
import { agreementOf, wallOf } from './agreement.ts';
import type { Pair } from './plan.ts';

const LONGEST_TEXT = 400;

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
  /** Of pairs as they are planned now; samples stay. */
  plan(pairs: readonly Pair[], rounds: number): void;
}

const keyOf = ({ scenario, subject }: { scenario: number; subject: number }): string => `${scenario} ${subject}`;

export function createGrowing(document: DnsMeasurement): Growing {
  const byPair = new Map<string, { samples: DnsSample[]; agreement: DnsMeasurement['agreement'][number] }>();
  return {
    document,
    plan(pairs, rounds) {
      document.planned = pairs.length * rounds;
      document.agreement = pairs.map(({ scenario, subject, forecast: { prediction, why } }) => ({ scenario, subject, prediction, why, agrees: null, worstNs: null }));
      byPair.clear();
      for (const agreement of document.agreement) byPair.set(keyOf(agreement), { samples: [], agreement });
    },
    add(sample) {
      document.samples.push(sample);
      const wall = sample.state === 'done' ? wallOf(sample) : null;
      if (wall !== null) document.timesNs.longest = Math.max(document.timesNs.longest ?? 0, wall);
      const pair = byPair.get(keyOf(sample));
      if (pair === undefined) return;
      pair.samples.push(sample);
      Object.assign(pair.agreement, agreementOf(pair.samples, pair.agreement.prediction));
    },
  };
}

/** Samples in the order of scenarios, subjects and rounds: they came in the order in which they ended. */
export function inOrder(samples: readonly DnsSample[]): DnsSample[] {
  return [...samples].sort((a, b) => a.scenario - b.scenario || a.subject - b.subject || a.round - b.round);
}
