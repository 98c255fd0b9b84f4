// What stands in the lab as a command line that does the same. Pure.
import type { CommandWord } from '../../../shared/domain/command-line.ts';
import { scenarioWords } from '../../../shared/domain/dns-command.ts';
import type { Draft } from './draft.ts';

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
  // advice is about every fault there can be: those of the scenario are no part of the question
  ...scenarioWords({ ...draft.scenario, servers: draft.scenario.servers.map((server) => ({ ...server, fault: 'ok' })), hosts: null, repeat: 1, deadlineMs: null }),
  ...resolverWords(draft.resolvers),
  ...(draft.budgetMs === null ? [] : ['--budget', time(draft.budgetMs)]),
  ...(draft.failoverMs === null ? [] : ['--failover', time(draft.failoverMs)]),
  ...(draft.latencyMs === 0 ? [] : ['--latency', time(draft.latencyMs)]),
  ...(draft.loss === 0 ? [] : ['--loss', String(draft.loss)]),
  ...(draft.lossBudget === 1 ? [] : ['--loss-budget', String(draft.lossBudget)]),
  ...(prove ? ['--prove'] : []),
];

/** A stored measurement, as the command line shows it. */
export const showCommand = (id: string): CommandWord[] => ['dns', 'show', id];

export { measureAgainCommand, measureCommand, subjectName } from '../../../shared/domain/dns-command.ts';
