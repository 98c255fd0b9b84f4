// `elf FILE` and `elf diff A B`: no engine, no data folder, no owner. With --against the engine's images are looked into.
import path from 'node:path';
import type { Command } from 'commander';
import { ELF_PARTS, type ElfPart } from '../../shared/domain/elf-detail.ts';
import { InputError } from '../../shared/domain/errors.ts';
import { shown } from '../../shared/domain/text.ts';
import { EXIT } from '../exit.ts';
import type { Shell } from '../shell.ts';
import type { FailOn, JsonOption } from './options.ts';

export interface ElfOptions extends JsonOption {
  /** Parts of elf-detail, or `all`; undefined: elf@1. */
  show?: string[];
  /** Images, or archives of images, to judge it against. */
  against?: string[];
  endpoint?: string;
  failOn?: FailOn;
}

/** What people look for first stands in the text without being asked for. */
const SUMMED: readonly ElfPart[] = ['hardening', 'go'];

export async function elf(shell: Shell, command: Command, file: string | undefined, options: ElfOptions): Promise<void> {
  if (file === undefined) {
    command.error("missing required argument 'file'", { code: 'commander.missingArgument' });
    return;
  }
  if (options.against !== undefined) return elfAgainst(shell, file, options.against, options);
  if (options.failOn !== undefined)
    throw new InputError('--fail-on red asks for a verdict, and only --against IMAGE gives one', { input: '--fail-on', expected: '--against IMAGE' });
  const { elfDetailOfFile, elfOfFile } = await import('../../core/workbench-files.ts');
  const at = path.resolve(shell.io.cwd, file);
  if (options.show === undefined && options.json === true) {
    shell.document(await elfOfFile(at, file));
    return;
  }
  const parts = options.show === undefined ? SUMMED : partsOf(options.show);
  const { elf: facts, detail } = await elfDetailOfFile(at, file, parts);
  if (options.json === true) {
    shell.document(detail);
    return;
  }
  const [{ elfLines }, { elfDetailLines, elfSummaryFacts }] = await Promise.all([import('../text/elf.ts'), import('../text/elf-detail.ts')]);
  const summary = options.show === undefined ? elfSummaryFacts(detail) : [];
  shell.say(elfLines(facts, shell.paint, shell.io.columns(), summary));
  if (options.show !== undefined) shell.say(elfDetailLines(detail, shell.paint, shell.io.columns()));
}

/** Will it run there? A map of many images, or one image in full. The others are judged where one can't be looked at, which is bad input all the same. */
async function elfAgainst(shell: Shell, file: string, images: readonly string[], options: ElfOptions): Promise<void> {
  if (options.show !== undefined)
    throw new InputError('--show and --against are two questions; ask one at a time', { input: '--show', expected: '--show PARTS or --against IMAGE' });
  const { imageName } = await import('./audit.ts');
  const { longWork } = await import('../long-work.ts');
  const api = await shell.api(false);
  const asked = {
    binary: { kind: 'file', path: path.resolve(shell.io.cwd, file) },
    name: file,
    images: images.map((image) => imageName(shell, image)),
    endpoint: options.endpoint ?? null,
    env: shell.env,
  } as const;
  const document = await longWork(shell, api, (signal) => api.call('elf.against', asked, { signal }));
  if (options.json === true) shell.document(document);
  else if (document.verdicts.length > 0) shell.say((await import('../text/against.ts')).againstLines(document, shell.paint, shell.io.columns()));
  for (const { reason } of document.failed) shell.io.err(`cgoscope: ${shown(reason)}\n`);
  // A gate that names an image wrongly has to fail, whatever the others say.
  if (document.failed.length > 0) shell.code = EXIT.badInput;
  else if (options.failOn === 'red' && document.verdicts.some(({ runs }) => runs === 'no')) shell.code = EXIT.red;
}

/** `symbols,plt` or `all`; throws InputError naming the word that is no part. */
function partsOf(words: readonly string[]): readonly ElfPart[] {
  const asked = words.flatMap((word) => word.split(',')).filter((word) => word !== '');
  const known: readonly string[] = ELF_PARTS;
  const wrong = asked.find((word) => word !== 'all' && !known.includes(word));
  if (wrong !== undefined || asked.length === 0)
    throw new InputError(`--show ${shown(wrong ?? '')}: there is no such part of a binary; expected all, or some of ${ELF_PARTS.join(', ')}`, {
      input: '--show',
      expected: `all, ${ELF_PARTS.join(', ')}`,
    });
  return asked.includes('all') ? ELF_PARTS : ELF_PARTS.filter((part) => asked.includes(part));
}

export async function elfDiff(shell: Shell, a: string, b: string, options: JsonOption & { failOn?: FailOn }): Promise<void> {
  const { diffElfFiles } = await import('../../core/workbench-files.ts');
  const document = await diffElfFiles({ file: path.resolve(shell.io.cwd, a), name: a }, { file: path.resolve(shell.io.cwd, b), name: b });
  if (options.json === true) shell.document(document);
  else shell.say((await import('../text/diff.ts')).diffLines(document, shell.paint, shell.io.columns()));
  if (options.failOn === 'difference' && document.differences.length > 0) shell.code = EXIT.red;
}
