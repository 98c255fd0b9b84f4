// What entrypoint and command start, as far as it gets: one rule per way to fail, each standing on what the start met first.
import type { ImageEvidence } from '../../../../shared/domain/image.ts';
import { fromConfig, fromElf, fromFile } from '../evidence.ts';
import type { Examined } from '../facts/index.ts';
import type { StartCode } from '../start/index.ts';
import { incomplete } from '../../incomplete.ts';
import { holdsOwn } from './platform-lie.ts';
import type { AuditRule, Found } from './types.ts';

type Written = Pick<Found, 'level' | 'cause' | 'title' | 'detail'>;

const MISSING: readonly StartCode[] = ['missing', 'loader-missing', 'interpreter-missing', 'command-missing'];

/** A rule for the problems of these codes. */
const onStart = (id: string, codes: readonly StartCode[], written: (examined: Examined) => Written): AuditRule => ({
  id,
  look(examined) {
    const { problem } = examined.start;
    if (problem === null || !codes.includes(problem.code)) return null;
    const { level, ...rest } = written(examined);
    // Nobody knows what the unread part of the layers holds.
    const guess = MISSING.includes(problem.code) && incomplete(examined.facts.warnings);
    return { ...rest, level: guess ? 'warning' : level, title: guess ? `${rest.title}, as far as the layers could be read` : rest.title, evidence: evidenceOf(examined) };
  },
});

function evidenceOf({ facts, survey, start }: Examined): ImageEvidence[] {
  const config = fromConfig(`entrypoint ${JSON.stringify(facts.config.entrypoint)}, command ${JSON.stringify(facts.config.cmd)}`);
  const { problem } = start;
  if (problem === null) return [config];
  if (problem.path === null) return [config, { source: 'file', path: null, text: problem.text, layer: null }];
  const elf = survey.index.elf(problem.path) !== null;
  return [config, (elf ? fromElf : fromFile)(survey.index, problem.path, problem.text)];
}

const sentence = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
const what = ({ start }: Examined): string => sentence(start.problem?.text ?? '');
const word = ({ start }: Examined): string => start.argv[0] ?? '';

export const entrypointMissing = onStart('entrypoint-missing', ['missing'], (examined) => ({
  level: 'error',
  cause: 'file-missing',
  title: `What should start is not there: ${word(examined)}`,
  detail: `${what(examined)}. The engine refuses to start the container.`,
}));

export const commandMissing = onStart('command-missing', ['command-missing'], (examined) => ({
  level: 'warning',
  cause: 'file-missing',
  title: 'The shell will not find its command',
  detail: `${what(examined)}. The container starts and ends with code 127.`,
}));

export const entrypointNotExecutable = onStart('entrypoint-not-executable', ['not-executable'], (examined) => ({
  level: 'error',
  cause: 'not-executable',
  title: `What should start is not executable: ${word(examined)}`,
  detail: `${what(examined)}. The start ends in "permission denied".`,
}));

export const entrypointLoaderMissing = onStart('entrypoint-loader-missing', ['loader-missing'], (examined) => ({
  level: 'error',
  cause: 'loader-missing',
  title: `The loader of ${examined.start.program ?? word(examined)} is missing`,
  detail: `${what(examined)}. The start ends in "no such file or directory" although the program is there. Link it statically, or take a base image with that C library.`,
}));

const foreign = onStart('entrypoint-foreign', ['foreign'], (examined) => ({
  level: 'error',
  cause: 'arch-mismatch',
  title: `What should start is for another platform: ${word(examined)}`,
  detail: `${what(examined)}. Without an emulator the start ends in "exec format error".`,
}));

/** Where nothing is of the claimed platform, it is the config that is wrong: platform-lie tells that. */
export const entrypointForeign: AuditRule = {
  id: foreign.id,
  look: (examined) => (examined.start.runs === null || holdsOwn(examined.survey) ? foreign.look(examined) : null),
};

export const entrypointNoProgram = onStart('entrypoint-no-program', ['unknown-format', 'empty-file'], (examined) => ({
  level: 'error',
  cause: examined.start.problem?.code === 'empty-file' ? 'file-missing' : 'script-interpreter',
  title: `What should start is no program: ${word(examined)}`,
  detail: `${what(examined)}. The kernel answers "exec format error".`,
}));

export const entrypointCrlf = onStart('entrypoint-crlf', ['carriage-return'], (examined) => ({
  level: 'error',
  cause: 'script-interpreter',
  title: `The script that should start has Windows line ends: ${examined.start.program ?? word(examined)}`,
  detail: `${what(examined)}. Save it with line feeds alone (git: \`*.sh text eol=lf\` in .gitattributes).`,
}));

export const entrypointInterpreterMissing = onStart('entrypoint-interpreter-missing', ['interpreter-missing'], (examined) => ({
  level: 'error',
  cause: 'script-interpreter',
  title: `The script that should start has no interpreter here: ${examined.start.program ?? word(examined)}`,
  detail: `${what(examined)}. The start fails although the script is there.`,
}));

export const workdirBroken = onStart('workdir-broken', ['workdir'], (examined) => ({
  level: 'error',
  cause: 'file-missing',
  title: `The working directory is no directory: ${examined.facts.config.workdir}`,
  detail: `${what(examined)}. The engine can't change into it, so nothing starts.`,
}));
