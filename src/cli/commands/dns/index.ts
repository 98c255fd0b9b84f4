// The grammar of `cgoscope dns …`: one group, each command with its own line. Registered by program.ts; actions are loaded when they are called.
import { Option, type Command } from 'commander';
import { DNS_APIS, PREDICTED_APIS } from '../../../shared/domain/dns-names.ts';
import type { Shell } from '../../shell.ts';
import type { AdviseOptions } from './advise.ts';
import type { MeasureOptions } from './measure.ts';
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
  measureCommands(dns, shell, grammar);
  adviseCommand(dns, shell, grammar);
}

function measureCommands(dns: Command, shell: Shell, grammar: Grammar): void {
  const { json, engine, repeat, number } = grammar;
  json(engine(scenarioOptions(dns.command('measure'), grammar)))
    .argument('[words...]', "behind --: in place of the entrypoint and command of --image's")
    .description('measure it in the lab, every packet, beside what is predicted; each option of a grid may hold several values')
    .option(
      '--subject <who>',
      'who looks up: go, go-cgo-glibc, go-cgo-musl, go-auto-glibc, go-auto-musl, c-glibc, c-musl, or ./PROGRAM; repeatable (default: go, c-glibc, c-musl)',
      repeat,
      [],
    )
    .option('--arg <word>', 'an argument of the programs among the subjects; repeatable', repeat, [])
    .option('--image <ref>', "an image of one's own as a subject: how long its service takes to its first answer, beside the same with healthy servers")
    .option('--ready <how>', 'its first answer: exit, tcp:PORT or http:PORT/PATH (default: exit)')
    .addOption(new Option('--via <way>', "its resolv.conf: exact, or docker's own Dns settings and forwarder (default: exact)").choices(['exact', 'docker']))
    .option('--timeout <s,s>', 'axis: timeouts in seconds, as 1,2,5')
    .option('--attempts <n,n>', 'axis: attempts')
    .option('--servers <n,n>', 'axis: how many name servers of the file')
    .option('--search <n,n>', 'axis: how many search domains')
    .option('--ndots <n,n>', 'axis: ndots')
    .option('--faults <set>', 'axis: a fault for all servers, or "1=silent 2=ok"; repeatable', repeat, [])
    .option('--options <words>', 'axis: further options of resolv.conf, as "rotate"; repeatable', repeat, [])
    .option('--rounds <n>', 'samples of each pair of scenario and subject', number(1, 100), 1)
    .option('--parallel <n>', 'lookups at once in one process', number(1, 64), 1)
    .option('--repair-at <time>', 'replace its resolv.conf meanwhile: how long until a process that lives on uses the new one (the metric recovery lag)')
    .option('--repair-conf <file>', 'the file that takes its place (default: the same text); its name servers are healthy ones')
    .option('--limit <time>', 'refuse what would last longer (default: 2m)')
    .option('--sample-limit <time>', 'end a process that has not returned by then (default: from the prediction)')
    .option('--title <text>', 'what to call it')
    .option('--yes', 'allow downloads without asking')
    .addOption(new Option('--fail-on <what>', 'exit 1 where a measurement is not as predicted').choices(['difference']))
    .action(async (words: string[], options: MeasureOptions) => (await import('./measure.ts')).measure(shell, words, options));
  json(dns.command('list'))
    .description('measurements that are kept, newest first')
    .option('--limit <n>', 'how many', number(1, 1_000_000), 50)
    .action(async (options: { json?: boolean; limit: number }) => (await import('./measure.ts')).list(shell, options));
  json(dns.command('show <id>'))
    .description('a measurement again, by its id, a prefix of it, or last')
    .action(async (id: string, options: { json?: boolean }) => (await import('./measure.ts')).show(shell, id, options));
  json(dns.command('compare <a> <b>'))
    .description('two measurements side by side: what is different in their files, and in time, packets and result')
    .action(async (a: string, b: string, options: { json?: boolean }) => (await import('./compare.ts')).compare(shell, a, b, options));
  dns
    .command('report <id>')
    .description('a measurement as one file to hand on: .html, .md or .json; redacted')
    .requiredOption('--to <file>', 'the file to write')
    .action(async (id: string, options: { to: string }) => (await import('./report.ts')).report(shell, id, options));
  dns
    .command('cancel <id>')
    .description('end one that is going on; what was measured stays')
    .action(async (id: string) => (await import('./measure.ts')).cancel(shell, id));
  dns
    .command('remove <id>')
    .description('forget one')
    .action(async (id: string) => (await import('./measure.ts')).remove(shell, id));
}

function adviseCommand(dns: Command, shell: Shell, { json, engine, repeat }: Grammar): void {
  json(engine(dns.command('advise')))
    .description('the smallest edit of a resolv.conf that meets a budget, by the models; with --prove measured before and after')
    .option('--resolv-conf <file>', 'the resolv.conf; - reads stdin')
    .option('--resolver <kind>', 'who reads it: go, glibc, musl or all; repeatable', repeat, [])
    .option('--resolver-version <v>', 'its version, as 1.24, 2.36, 1.2.5 (default: the newest that is known)')
    .option('--budget <time>', 'a lookup takes no longer when every name server is silent')
    .option('--failover <time>', 'an answer takes no longer when one name server is silent')
    .option('--latency <time>', 'the slowest answer of a healthy name server')
    .option('--loss <share>', 'packets that get lost, as 1%')
    .option('--loss-budget <share>', 'lookups that may fail because of it, as 0.1%')
    .option('--name <name>', 'the name that is looked up (default: db.internal)')
    .option('--exists <name>', 'a name that exists, fully qualified; n=NAME: only server n knows it; repeatable (default: every name exists)', repeat, [])
    .addOption(new Option('--api <call>', 'how it is looked up').choices(PREDICTED_APIS).default('host'))
    .option('--env <k=v>', 'a variable of the environment of the program; repeatable', repeat, [])
    .option('--nss <file>', 'the nsswitch.conf')
    .option('--hosts <file>', 'the /etc/hosts')
    .option('--prove', 'measure the file and the recommended one in the lab')
    .option('--yes', 'allow downloads without asking')
    .option('--to <file>', 'write the recommended resolv.conf')
    .option('--patch <file>', 'write the change as a patch')
    .action(async (options: AdviseOptions) => (await import('./advise.ts')).advise(shell, options));
}
