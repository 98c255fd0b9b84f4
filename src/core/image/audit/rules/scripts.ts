// Scripts beside the one that starts: with Windows line ends, or without their interpreter.
import type { ImageFacts } from '../../../../shared/domain/image.ts';
import { counted } from '../../../../shared/domain/units.ts';
import { fromFile } from '../evidence.ts';
import type { Examined } from '../facts/index.ts';
import { some, type AuditRule } from './types.ts';

/** The one that starts has a finding of its own. */
const others = ({ facts, start }: Examined, problems: readonly ImageFacts['scripts'][number]['problem'][]): ImageFacts['scripts'] =>
  facts.scripts.filter(({ path, problem }) => problems.includes(problem) && path !== start.problem?.path);

const evidence = ({ survey }: Examined, scripts: ImageFacts['scripts']) => scripts.slice(0, 10).map(({ path, interpreter }) => fromFile(survey.index, path, `#!${interpreter}`));

export const crlfScripts: AuditRule = {
  id: 'crlf-script',
  look(examined) {
    const scripts = others(examined, ['carriage-return']);
    if (scripts.length === 0) return null;
    return {
      level: 'warning',
      cause: 'script-interpreter',
      title: `${counted(scripts.length, 'script has', 'scripts have')} Windows line ends: ${some(scripts.map(({ path }) => path))}`,
      detail: 'The kernel takes the carriage return for a part of the name of the interpreter or of its argument, so starting one fails.',
      evidence: evidence(examined, scripts),
    };
  },
};

export const scriptsWithoutInterpreter: AuditRule = {
  id: 'missing-interpreter',
  look(examined) {
    const scripts = others(examined, ['interpreter-missing', 'no-interpreter']);
    if (scripts.length === 0) return null;
    const wanted = [...new Set(scripts.map(({ interpreter }) => interpreter))];
    return {
      level: 'info',
      cause: 'script-interpreter',
      title: `${counted(scripts.length, 'script')} can't start: no ${some(wanted)} here`,
      detail: 'Common in slim images, where packages bring scripts and not their interpreters; it matters only for a script that your program calls.',
      evidence: evidence(examined, scripts),
    };
  },
};
