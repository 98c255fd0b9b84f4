// The grammar of the command line. Every action is loaded when it is called, so that `--version` loads nothing but this.
import { Command, InvalidArgumentError, Option } from 'commander';
import { shown } from '../shared/domain/text.ts';
import { dnsCommands } from './commands/dns/index.ts';
import type { ElfOptions } from './commands/elf.ts';
import type { ExplainOptions } from './commands/explain.ts';
import type { DoctorOptions, EngineOptions, FailOn, FixOptions, JsonOption, LiveOptions, MatrixOptions, RunOptions } from './commands/options.ts';
import type { ServeCommandOptions } from './commands/serve.ts';
import { traceCommands } from './commands/trace/index.ts';
import type { Shell } from './shell.ts';
import { VERSION } from './version.ts';

/** Commander hands out what was parsed by the definitions below as `any`; each action names what its definition gives. */
type Path = string | undefined;

const repeat = (value: string, before: string[]): string[] => [...before, value];
const number =
  (least: number, most: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) throw new InvalidArgumentError(`expected a whole number from ${least} to ${most}.`);
    return value;
  };

const json = (command: Command): Command => command.option('--json', 'print exactly one JSON document');
const engine = (command: Command): Command => command.option('--endpoint <name>', 'the container engine to use: a docker context, or default');
const failOn = (command: Command, choices: string[]): Command => command.addOption(new Option('--fail-on <what>', 'exit 1 when there is one').choices(choices));
const matrix = (command: Command): Command =>
  engine(command)
    .option('--config <file>', 'the matrix file (default: cgoscope.yaml of the project, if there is one)')
    .option('--set <axis=v,v>', 'replace an axis of the matrix; repeatable', repeat, [])
    .option('--only <expr>', 'only cells where this holds, as `cgo=1 !libc=musl`; repeatable', repeat, []);
const live = (command: Command): Command =>
  command
    .addOption(new Option('--events', 'print live events as NDJSON').conflicts('json'))
    .option('--report <file>', 'write a report when it ends: .html, .md or .json; repeatable', repeat, []);

export function program(shell: Shell): Command {
  const root = new Command('cgoscope')
    .description('A workbench for engineers whose Go program builds, but not everywhere.')
    .version(VERSION, '--version', 'print the version')
    .helpOption('-h, --help', 'help for a command')
    .helpCommand('help [command]', 'help for a command')
    // Options belong to the command that they stand behind: what follows an image in `trace record` is its program's.
    .enablePositionalOptions()
    .exitOverride()
    .showSuggestionAfterError(false)
    .configureOutput({
      writeOut: (text) => shell.io.out(text),
      writeErr: (text) => shell.io.err(text),
      getOutHelpWidth: () => shell.io.columns() ?? 100,
      getErrHelpWidth: () => shell.io.columns() ?? 100,
      outputError: (text, write) =>
        write(
          `cgoscope: ${text
            .trimEnd()
            .split('\n')
            .map(shown)
            .join(' ')
            .replace(/^error: /, '')}\n`,
        ),
    });
  json(matrix(root.command('plan [path]')))
    .description('show the cells, what each needs, disk and time; starts nothing')
    .action(async (path: Path, options: MatrixOptions) => (await import('./commands/plan.ts')).plan(shell, path, options));
  failOn(json(live(matrix(root.command('run [path]')))), ['red', 'finding'])
    .description('build and run the project in every cell')
    .option('--jobs <n>', 'cells at a time', number(1, 64))
    .option('-y, --yes', 'download and use disk without asking')
    .action(async (path: Path, options: RunOptions) => (await import('./commands/run.ts')).run(shell, path, options));
  root
    .command('init [path]')
    .description('write a commented cgoscope.yaml for this project')
    .action(async (path: Path) => (await import('./commands/init.ts')).init(shell, path));
  const runs = json(root.command('runs'))
    .description('list the stored runs, newest first')
    .option('--limit <n>', 'how many', number(1, 10_000), 50)
    .action(async (options: JsonOption & { limit: number }) => (await import('./commands/runs.ts')).runs(shell, options));
  json(runs.command('remove <run>'))
    .description('take a run out of every list; it can come back for a day')
    .action(async (target: string, _options: unknown, command: Command) => (await import('./commands/runs.ts')).remove(shell, target, command.optsWithGlobals<JsonOption>()));
  json(runs.command('restore <run>'))
    .description('bring a removed run back: its id, or last for the one removed last')
    .action(async (target: string, _options: unknown, command: Command) => (await import('./commands/runs.ts')).restore(shell, target, command.optsWithGlobals<JsonOption>()));
  json(root.command('history <run/cell>'))
    .description('the same cell in this and other runs of the project, newest first')
    .option('--limit <n>', 'how many', number(1, 10_000), 50)
    .action(async (target: string, options: JsonOption & { limit: number }) => (await import('./commands/runs.ts')).history(shell, target, options));
  failOn(json(root.command('show <run[/cell]>')), ['red', 'finding'])
    .description('show a run, or one cell of it: its number or any unambiguous axis=value list')
    .action(async (target: string, options: JsonOption & { failOn?: FailOn }) => (await import('./commands/show.ts')).show(shell, target, options));
  failOn(json(root.command('diff <a> <b>')), ['difference'])
    .description('what differs between two cells (RUN/CELL) or two runs')
    .option('--all', 'noise as well')
    .action(async (a: string, b: string, options: JsonOption & { failOn?: FailOn; all?: boolean }) => (await import('./commands/diff.ts')).diff(shell, a, b, options));
  failOn(json(engine(root.command('explain [run/cell]'))), ['finding'])
    .description('why it failed: a cell, a log, a binary, a trace, an image or facts, alone or together; starts nothing')
    .option('--log <file>', 'a log of any kind and length; - reads stdin')
    .option('--elf <file>', 'the binary that fails')
    .option('--trace <file>', 'an strace log of it, or the files of one strace -ff by their common name')
    .option('--image <ref>', 'the image it runs in: a local one, or a .tar of one')
    .option('--facts <file.json>', 'what is known besides: elf, image, host, build, resolver')
    .action(async (target: string | undefined, options: ExplainOptions) => (await import('./commands/explain.ts')).explain(shell, target, options));
  failOn(json(live(root.command('rerun <run[/cell]>'))), ['red', 'finding'])
    .description('the same matrix again, or one cell of it; with --fix, a red cell with a fix of one of its findings')
    .option('--fix <id>', 'apply this fix to a copy, run it, and show red beside green')
    .option('--patch <file>', 'with --fix: write the change as a patch')
    .action(async (target: string, options: LiveOptions & FixOptions) => (await import('./commands/run.ts')).rerun(shell, target, options));
  failOn(json(engine(root.command('bisect <run/cell>'))), ['red'])
    .description('the one step that turns a green cell into this red one, by running the cells between')
    .option('--against <run/cell>', 'the green cell (default: the nearest one of the run)')
    .action(async (target: string, options: EngineOptions & { against?: string; failOn?: FailOn }) => (await import('./commands/bisect.ts')).bisect(shell, target, options));
  root
    .command('report <run>')
    .description('write a run as one file to hand on: .html, .md or .json')
    .requiredOption('--to <file>', 'where')
    .action(async (target: string, options: { to: string }) => (await import('./commands/report.ts')).report(shell, target, options));
  json(root.command('export <id>'))
    .description('write a run with its evidence, a DNS measurement or a recorded trace as a bundle that another machine opens')
    .requiredOption('--to <file>', 'where')
    .option('--artifacts', 'the built programs as well')
    .action(async (target: string, options: JsonOption & { to: string; artifacts?: boolean }) => (await import('./commands/bundle.ts')).exportRun(shell, target, options));
  json(root.command('import <file>'))
    .description('open a bundle')
    .action(async (file: string, options: JsonOption) => (await import('./commands/bundle.ts')).importBundle(shell, file, options));
  json(engine(root.command('clean')))
    .description('say what can be freed, and free it with --yes')
    .option('--older <days>', 'only runs older than this', number(0, 36_500))
    .addOption(new Option('--all', 'every run, cache and toolchain of ours').conflicts('older'))
    .option('-y, --yes', 'free it without asking')
    .action(async (options: EngineOptions & { older?: number; all?: boolean; yes?: boolean }) => (await import('./commands/clean.ts')).clean(shell, options));

  const elf = failOn(json(engine(root.command('elf [file]'))), ['red']).description('what a binary says of itself, and whether it will run in an image');
  elf.option(
    '--show <parts>',
    'more of it: all, or some of places, versions, symbols, relocations, plt, tls, init, properties, go, hardening, sizes',
    (value: string, before: string[] | undefined) => [...(before ?? []), value],
  );
  elf.option('--against <image...>', 'will it run in these local images (or .tar archives of images)? nothing is started');
  elf.action(async (file: Path, options: ElfOptions) => (await import('./commands/elf.ts')).elf(shell, elf, file, options));
  failOn(json(elf.command('diff <a> <b>')), ['difference'])
    .description('what differs between two binaries')
    .action(async (a: string, b: string, _options: unknown, command: Command) =>
      (await import('./commands/elf.ts')).elfDiff(shell, a, b, command.optsWithGlobals<JsonOption & { failOn?: FailOn }>()),
    );
  failOn(json(engine(root.command('audit <image> [other]'))), ['finding', 'difference'])
    .description('what is in a local image, or a .tar of one, and what follows from it; with a second image what differs')
    .action(async (image: string, other: string | undefined, options: EngineOptions & { failOn?: FailOn }) =>
      (await import('./commands/audit.ts')).audit(shell, image, other, options),
    );
  traceCommands(root, shell, { json, engine, failOn, repeat, number });

  failOn(json(engine(root.command('checklist <image>'))), ['finding'])
    .description('pass or fail, item by item, for a local image on this host; probes system calls and starts its program')
    .option('--no-start', "don't start the image's own program")
    .option('--seconds <n>', 'how long it runs under the tracer', number(1, 120), 5)
    .action(async (image: string, options: EngineOptions & { start: boolean; seconds: number; failOn?: FailOn }) =>
      (await import('./commands/checklist.ts')).checklist(shell, image, options),
    );

  dnsCommands(root, shell, { json, engine, repeat, number });

  const toolchain = root.command('toolchain').description('images that can build and trace');
  json(engine(toolchain.command('list')))
    .description('those on the engine, and those that can be made')
    .action(async (options: EngineOptions) => (await import('./commands/toolchain.ts')).list(shell, options));
  json(engine(toolchain.command('build <names...>')))
    .description('make them now')
    .action(async (names: string[], options: EngineOptions) => (await import('./commands/toolchain.ts')).build(shell, names, options));
  json(engine(toolchain.command('remove <names...>')))
    .description('remove them from the engine')
    .action(async (names: string[], options: EngineOptions) => (await import('./commands/toolchain.ts')).remove(shell, names, options));

  json(engine(root.command('doctor')))
    .description('which engine is used and why, and what stands in the way')
    .option('--fix <action>', 'do one thing that the doctor offers')
    .option('-y, --yes', 'do it without asking, where it changes this machine')
    .action(async (options: DoctorOptions) => (await import('./commands/doctor.ts')).doctor(shell, options));

  const settings = json(root.command('settings'))
    .description('what is set, where it is stored, and what the environment sets')
    .action(async (options: JsonOption) => (await import('./commands/settings.ts')).get(shell, undefined, options));
  json(settings.command('get [key]'))
    .description('all settings, or the value of one')
    .action(async (key: string | undefined, _options: unknown, command: Command) =>
      (await import('./commands/settings.ts')).get(shell, key, command.optsWithGlobals<JsonOption>()),
    );
  json(settings.command('set <key=value...>'))
    .description('change limitBytes (a size such as 20GB), endpoint or jobs; an empty value puts the default back')
    .action(async (changes: string[], _options: unknown, command: Command) => (await import('./commands/settings.ts')).set(shell, changes, command.optsWithGlobals<JsonOption>()));
  root
    .command('serve')
    .description('serve the window to a browser on this machine; over ssh -L to yours')
    .option('--port <n>', 'the port of 127.0.0.1 to listen on (default: any that is free)', number(0, 65_535), 0)
    .action(async (options: ServeCommandOptions) => (await import('./commands/serve.ts')).serve(shell, options));
  root
    .command('app [path]')
    .description('open the window, with this project or bundle; where there is no desktop, serve it')
    .action(async (path: Path) => (await import('./commands/app.ts')).app(shell, path));
  root
    .command('schema [kind]')
    .description('the JSON Schema of a document; without KIND the list of kinds')
    .action(async (kind: string | undefined) => (await import('./commands/schema.ts')).schema(shell, kind));

  // Last, as commands inherit what is set before them. A bare `cgoscope` is a question, not a mistake; anything that no command took is one.
  root
    .argument('[command...]', '')
    .usage('[options] <command>')
    .allowUnknownOption()
    .action((words: string[]) => {
      const [word] = words;
      if (word === undefined) root.outputHelp();
      else root.error(word.startsWith('-') ? `unknown option '${word}'` : `unknown command '${word}'; \`cgoscope --help\` lists them`, { code: 'commander.unknownCommand' });
    });
  return root;
}
