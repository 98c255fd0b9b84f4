// The grammar of `cgoscope dns …`: one group, each command with its own line. Registered by program.ts; actions are loaded when they are called.
import { Option, type Command } from 'commander';
import { DNS_APIS, PREDICTED_APIS } from '../../../shared/domain/dns.ts';
import type { Shell } from '../../shell.ts';
import type { PredictOptions } from './predict.ts';

/** The helpers of program.ts that commands of this group use too. */
export interface Grammar {
  json: (command: Command) => Command;
  engine: (command: Command) => Command;
  repeat: (value: string, before: string[]) => string[];
  number: (least: number, most: number) => (text: string) => number;
}

/** What describes a scenario: the same words for every command of the group (`ScenarioOptions` in scenario.ts is what they parse to). */
export function scenarioOptions(command: Command, { repeat, number }: Grammar, apis: readonly string[] = DNS_APIS): Command {
  return command
    .option('--resolv-conf <file>', 'the resolv.conf; - reads stdin')
    .option('--server <n=fault>', 'what the n-th name server of the file does, as 1=silent, 2=delay:300, "1=0s=ok,10s=silent"; repeatable', repeat, [])
    .option('--name <name>', 'the name that is looked up (default: db.internal)')
    .option('--exists <name>', 'a name that exists, fully qualified; n=NAME: only server n knows it; repeatable (default: every name exists)', repeat, [])
    .addOption(new Option('--api <call>', 'how it is looked up').choices(apis).default('host'))
    .option('--env <k=v>', 'a variable of the environment of the program; repeatable', repeat, [])
    .option('--nss <file>', 'the nsswitch.conf')
    .option('--hosts <file>', 'the /etc/hosts')
    .option('--repeat <n>', 'lookups one after the other in one process', number(1, 100), 1)
    .option('--deadline <time>', "when the caller's context ends, as 2s or 500ms");
}

export function dnsCommands(root: Command, shell: Shell, grammar: Grammar): void {
  const { json, repeat } = grammar;
  const dns = root.command('dns').description('what a lookup costs when name servers fail: predicted, measured, and what to change');
  json(scenarioOptions(dns.command('predict'), grammar, PREDICTED_APIS))
    .description('every outcome that a lookup can have, by the models; starts nothing')
    .option('--resolver <kind>', 'go, glibc, musl or all; repeatable', repeat, [])
    .option('--resolver-version <v>', 'its version, as 1.24, 2.36, 1.2.5 (default: the newest that is known)')
    .action(async (options: PredictOptions) => (await import('./predict.ts')).predict(shell, options));
}
