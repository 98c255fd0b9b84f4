// What stands in the lab as a command line that does the same: the files go along as their text. Pure.
import type { DnsMeasurement, DnsScenario, DnsSubject } from '../../../shared/domain/dns.ts';
import type { CommandWord } from '../../ui/command-line.ts';
import type { Draft } from './draft.ts';

/** What every command of the group takes of a scenario. */
export function scenarioWords(scenario: DnsScenario): CommandWord[] {
  const { resolvConf, servers, exists, name, api, env, nsswitch, hosts, repeat, deadlineMs } = scenario;
  return [
    '--resolv-conf',
    { fileText: resolvConf },
    ...servers.flatMap(({ fault }, index) => (fault === 'ok' ? [] : ['--server', `${index + 1}=${fault}`])),
    ...servers.flatMap((server, index) => (server.exists ?? []).flatMap((each) => ['--exists', `${index + 1}=${each}`])),
    ...exists.flatMap((each) => ['--exists', each]),
    ...(name === 'db.internal' ? [] : ['--name', name]),
    ...(api === 'host' ? [] : ['--api', api]),
    ...Object.entries(env).flatMap(([key, value]) => ['--env', `${key}=${value}`]),
    ...(nsswitch === null ? [] : ['--nss', { fileText: nsswitch }]),
    ...(hosts === null ? [] : ['--hosts', { fileText: hosts }]),
    ...(repeat === 1 ? [] : ['--repeat', String(repeat)]),
    ...(deadlineMs === null ? [] : ['--deadline', `${deadlineMs}ms`]),
  ];
}

/** `--resolver go --resolver musl`; a version can be said for one alone. */
function resolverWords(resolvers: Draft['resolvers']): string[] {
  const names = [...new Set(resolvers.map(({ resolver }) => resolver))];
  const [only] = resolvers;
  return [...names.flatMap((name) => ['--resolver', name]), ...(resolvers.length === 1 && only !== undefined && only.version !== null ? ['--resolver-version', only.version] : [])];
}

export const predictCommand = ({ scenario, resolvers }: Pick<Draft, 'scenario' | 'resolvers'>): CommandWord[] => [
  'dns',
  'predict',
  ...scenarioWords(scenario),
  ...resolverWords(resolvers),
];

/** `2s`, `500ms`. */
const time = (ms: number): string => (ms % 1_000 === 0 ? `${ms / 1_000}s` : `${ms}ms`);

export const adviseCommand = (draft: Draft, prove = false): CommandWord[] => [
  'dns',
  'advise',
  ...scenarioWords(draft.scenario),
  ...resolverWords(draft.resolvers),
  ...(draft.budgetMs === null ? [] : ['--budget', time(draft.budgetMs)]),
  ...(draft.failoverMs === null ? [] : ['--failover', time(draft.failoverMs)]),
  ...(draft.latencyMs === 0 ? [] : ['--latency', time(draft.latencyMs)]),
  ...(draft.loss === 0 ? [] : ['--loss', String(draft.loss)]),
  ...(draft.lossBudget === 1 ? [] : ['--loss-budget', String(draft.lossBudget)]),
  ...(prove ? ['--prove'] : []),
];

/** A name for people: `go`, a path, an image. */
export function subjectName(subject: DnsSubject): string {
  switch (subject.kind) {
    case 'lab':
      return subject.id;
    case 'program':
      return subject.path;
    case 'image':
      return subject.image;
  }
}

export function subjectWords(subject: DnsSubject): string[] {
  switch (subject.kind) {
    case 'lab':
      return ['--subject', subject.id];
    case 'program':
      return ['--program', subject.path, ...subject.args.flatMap((arg) => ['--arg', arg])];
    case 'image':
      return ['--image', subject.image, ...subject.args.flatMap((arg) => ['--arg', arg])];
  }
}

export const measureCommand = ({ scenario, subjects, rounds }: Pick<Draft, 'scenario' | 'subjects' | 'rounds'>): CommandWord[] => [
  'dns',
  'measure',
  ...scenarioWords(scenario),
  ...subjects.flatMap(subjectWords),
  ...(rounds === 1 ? [] : ['--rounds', String(rounds)]),
];

/** The measurement once more; null: a command line describes one scenario, and this has several. */
export function measureAgainCommand(measurement: Pick<DnsMeasurement, 'scenarios' | 'subjects' | 'rounds'>): CommandWord[] | null {
  const [scenario] = measurement.scenarios;
  if (scenario === undefined || measurement.scenarios.length !== 1) return null;
  return measureCommand({ scenario, subjects: measurement.subjects.map(({ subject }) => subject), rounds: measurement.rounds });
}
