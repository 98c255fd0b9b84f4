// A scenario and a measurement as a command line that does the same: the files go along as their text. Pure; the window and reports show the same.
import type { CommandWord } from './command-line.ts';
import type { DnsMeasurement, DnsScenario, DnsSubject, DnsVary } from './dns.ts';

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
      return ['--subject', subject.path.includes('/') ? subject.path : `./${subject.path}`];
    case 'image':
      return isPlain(subject)
        ? ['--subject', `image:${subject.image}`]
        : ['--image', subject.image, ...readyWords(subject), ...(subject.via === 'exact' ? [] : ['--via', subject.via])];
  }
}

type Image = Extract<DnsSubject, { kind: 'image' }>;

const isPlain = ({ args, via, ready }: Image): boolean => args.length === 0 && via === 'exact' && ready === 'exit';

function readyWords({ ready }: Image): string[] {
  if (ready === 'exit') return [];
  return ['--ready', 'tcp' in ready ? `tcp:${ready.tcp}` : `http:${ready.http}`];
}

/** What an image is told to run, behind everything else. */
function imageWords(subjects: readonly DnsSubject[]): string[] {
  const args = subjects.flatMap((subject) => (subject.kind === 'image' ? subject.args : []));
  return args.length === 0 ? [] : ['--', ...args];
}

/** Axes of a grid; each combination is a scenario. */
function varyWords(vary: DnsVary): string[] {
  const numbers = (['timeout', 'attempts', 'servers', 'search', 'ndots'] as const).flatMap((axis) => {
    const values = vary[axis] ?? [];
    return values.length === 0 ? [] : [`--${axis}`, values.join(',')];
  });
  return [...numbers, ...(vary.faults ?? []).flatMap((set) => ['--faults', set]), ...(vary.options ?? []).flatMap((set) => ['--options', set])];
}

function repairWords({ repair }: DnsScenario): CommandWord[] {
  if (repair === undefined) return [];
  return ['--repair-at', `${repair.atMs}ms`, ...(repair.resolvConf === null ? [] : ['--repair-conf', { fileText: repair.resolvConf }])];
}

export interface MeasureWords {
  scenario: DnsScenario;
  subjects: readonly DnsSubject[];
  rounds: number;
  vary?: DnsVary;
  /** In whole seconds or milliseconds; absent: the default. */
  limitMs?: number | undefined;
}

export const measureCommand = ({ scenario, subjects, rounds, vary = {}, limitMs }: MeasureWords): CommandWord[] => [
  'dns',
  'measure',
  ...scenarioWords(scenario),
  ...subjects.flatMap(subjectWords),
  ...subjects.flatMap((subject) => (subject.kind === 'program' ? subject.args.flatMap((arg) => ['--arg', arg]) : [])),
  ...(scenario.parallel === 1 ? [] : ['--parallel', String(scenario.parallel)]),
  ...repairWords(scenario),
  ...varyWords(vary),
  ...(rounds === 1 ? [] : ['--rounds', String(rounds)]),
  ...(limitMs === undefined ? [] : ['--limit', limitMs % 1_000 === 0 ? `${limitMs / 1_000}s` : `${limitMs}ms`]),
  ...(scenario.title === '' ? [] : ['--title', scenario.title]),
  ...imageWords(subjects),
];

/** The measurement once more; null: a command line describes one scenario, and this has several. */
export function measureAgainCommand(measurement: Pick<DnsMeasurement, 'scenarios' | 'subjects' | 'rounds'>): CommandWord[] | null {
  const [scenario] = measurement.scenarios;
  if (scenario === undefined || measurement.scenarios.length !== 1) return null;
  return measureCommand({ scenario, subjects: measurement.subjects.map(({ subject }) => subject), rounds: measurement.rounds });
}
