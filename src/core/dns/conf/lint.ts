// What each resolver makes of the files and the environment, line by line: dns-lint@0.
import type { DnsLint, DnsScenario, Resolver } from '../../../shared/domain/dns.ts';
import { dangersOf } from './dangers.ts';
import { goChoice, type GoChoice } from './go-choice.ts';
import { readGo } from './go.ts';
import type { Note } from './reading.ts';
import { flagsOf, readSettings } from './settings.ts';
import { knownVersion, newestVersion } from './versions.ts';

export type LintedScenario = Pick<DnsScenario, 'resolvConf' | 'nsswitch' | 'env' | 'name' | 'api'>;

/** Throws InputError for a version that is none, and nothing for what a file holds. */
export function lint(scenario: LintedScenario, resolvers: readonly { resolver: Resolver; version: string | null }[]): DnsLint {
  return {
    schema: 'cgoscope/dns-lint@0',
    resolvers: resolvers.map(({ resolver, version: asked }) => {
      const { version, note } = knownVersion(resolver, asked);
      const { settings, notes } = readSettings(resolver, version, scenario);
      const versions: Note[] = note === null ? [] : [{ line: null, word: null, verdict: 'clamped', code: 'version-nearest', text: note }];
      return {
        resolver,
        version,
        settings: {
          servers: settings.servers,
          builtInServers: settings.builtInServers,
          search: settings.search,
          ndots: settings.ndots,
          timeoutS: settings.timeout,
          attempts: settings.attempts,
          flags: flagsOf(settings),
        },
        notes: [...notes, ...dangersOf(settings, notes, scenario.api), ...versions].sort((a, b) => (a.line ?? Infinity) - (b.line ?? Infinity) || 0),
      };
    }),
    goChoice: choiceOf(scenario, resolvers.find(({ resolver }) => resolver === 'go')?.version ?? null),
  };
}

/** Which resolver a Go program built with cgo takes here; `goVersion` null: the newest that is known. */
export function choiceOf(scenario: LintedScenario, goVersion: string | null): GoChoice {
  const version = goVersion === null ? newestVersion('go') : knownVersion('go', goVersion).version;
  return goChoice({ ...scenario, version, reading: readGo(scenario.resolvConf, version) });
}
