// A scenario and a measurement as a command line that does the same: the files go along as their text. Pure; the window and reports show the same.
import type { CommandWord } from './command-line.ts';
import type { DnsMeasurement, DnsScenario, DnsSubject } from './dns.ts';

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
      return ['--subject', `image:${subject.image}`];
  }
}

export const measureCommand = ({ scenario, subjects, rounds }: { scenario: DnsScenario; subjects: readonly DnsSubject[]; rounds: number }): CommandWord[] => [
  'dns',
  'measure',
  ...scenarioWords(scenario),
  ...subjects.flatMap(subjectWords),
  ...(scenario.parallel === 1 ? [] : ['--parallel', String(scenario.parallel)]),
  ...(rounds === 1 ? [] : ['--rounds', String(rounds)]),
];

/** The measurement once more; null: a command line describes one scenario, and this has several. */
export function measureAgainCommand(measurement: Pick<DnsMeasurement, 'scenarios' | 'subjects' | 'rounds'>): CommandWord[] | null {
  const [scenario] = measurement.scenarios;
  if (scenario === undefined || measurement.scenarios.length !== 1) return null;
  return measureCommand({ scenario, subjects: measurement.subjects.map(({ subject }) => subject), rounds: measurement.rounds });
}
