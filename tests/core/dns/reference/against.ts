// Predictions held against the wire: each case is measured by the lab, one measurement for each subject, all at once.
import type { Api } from '../../../../src/shared/api/contract.ts';
import type { DnsMeasurement, LabSubject } from '../../../../src/shared/domain/dns.ts';
import type { ReferenceCase } from './scenarios.ts';

export interface Held {
  subject: LabSubject;
  title: string;
  /** Null: it could not be measured, or no model covers it. */
  agrees: boolean | null;
  /** In words: what was measured and what was predicted. */
  text: string;
  /** As many packets as one of the outcomes has, whatever the time. */
  packetsAgree: boolean | null;
}

export interface HeldAll {
  held: Held[];
  overloaded: boolean;
  notes: string[];
}

export async function holdAgainst(api: Pick<Api, 'call'>, cases: readonly ReferenceCase[], more: { env: Record<string, string>; limitMs: number }): Promise<HeldAll> {
  const subjects = [...new Set(cases.map(({ subject }) => subject))];
  const measurements = await Promise.all(
    subjects.map(async (subject) => {
      const scenarios = cases.filter((each) => each.subject === subject).map(({ scenario }) => scenario);
      const { id } = await api.call('dns.measure', { title: `reference ${subject}`, scenarios, subjects: [{ kind: 'lab', id: subject }], yes: true, ...more });
      return { subject, measured: await api.call('dns.get', { id, wait: true }) };
    }),
  );
  return {
    held: inOrder(cases, new Map(measurements.map(({ subject, measured }) => [subject, heldOf(subject, measured)]))),
    overloaded: measurements.some(({ measured }) => measured.calibration?.overloaded === true),
    notes: measurements.flatMap(({ measured }) => [...measured.notes, ...(measured.reason === null ? [] : [measured.reason])]),
  };
}

/** In the order of the cases. */
function inOrder(cases: readonly ReferenceCase[], bySubject: Map<LabSubject, Held[]>): Held[] {
  return cases.flatMap(({ subject }) => bySubject.get(subject)?.shift() ?? []);
}

function heldOf(subject: LabSubject, { scenarios, samples, agreement }: DnsMeasurement): Held[] {
  return scenarios.map(({ title }, scenario) => {
    const sample = samples.find((each) => each.scenario === scenario);
    const of = agreement.find((each) => each.scenario === scenario);
    const outcomes = of?.prediction?.outcomes ?? [];
    const measured =
      sample === undefined
        ? 'not measured'
        : (sample.reason ?? `${sample.lookups.map(({ wallNs, result }) => `${result} ${seconds(wallNs)}`).join(', ')}, ${sample.packets} packets`);
    const predicted = outcomes.map(({ wallNs, packets, result }) => `${result} ${seconds(wallNs)}, ${packets} packets`).join(' or ');
    return {
      subject,
      title,
      agrees: sample === undefined || sample.state !== 'done' ? null : (of?.agrees ?? null),
      packetsAgree: sample === undefined || outcomes.length === 0 ? null : outcomes.some(({ packets }) => packets === sample.packets),
      text: `${subject}: ${title}\n    measured ${measured}\n    predicted ${predicted || (of?.why ?? 'nothing')}`,
    };
  });
}

const seconds = (ns: number | null): string => (ns === null ? 'never' : `${(ns / 1e9).toFixed(3)} s`);
