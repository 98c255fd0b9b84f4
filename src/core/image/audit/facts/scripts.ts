// Executable scripts that can't start: interpreter missing, none named, or a carriage return in their first line.
import type { ImageFacts } from '../../../../shared/domain/image.ts';
import { scriptLine, type ScriptLine } from '../../../verdict/index.ts';
import type { Survey } from '../survey.ts';
import { whereOf } from '../start/find.ts';
import { lineProblem } from '../start/index.ts';

const MAX = 100;

/** As root would start them from `/`: who may do what is the entrypoint's affair. */
export function brokenScripts(survey: Survey): ImageFacts['scripts'] {
  const where = { ...whereOf(survey.index, { uid: 0, gid: 0 }), workdir: '/' };
  const broken: ImageFacts['scripts'] = [];
  const missing = new Map<string, boolean>(); // by what the line says: a distribution has hundreds of scripts and five interpreters
  const isMissing = (path: string, line: ScriptLine): boolean => {
    const key = `${line.interpreter} ${line.argument ?? ''}`;
    const known = missing.get(key) ?? lineProblem(survey, where, path, line) !== null;
    missing.set(key, known);
    return known;
  };
  for (const { entry, head } of survey.scripts) {
    if (broken.length >= MAX) break;
    const line = scriptLine(head);
    if (line === null) continue;
    const interpreter = [line.interpreter, line.argument ?? ''].join(' ').trimEnd();
    if (line.interpreter.replace(/\r$/, '') === '') broken.push({ path: entry.path, interpreter, problem: 'no-interpreter' });
    else if (line.carriageReturn) broken.push({ path: entry.path, interpreter: `${interpreter}\r`, problem: 'carriage-return' });
    else if (isMissing(entry.path, line)) broken.push({ path: entry.path, interpreter, problem: 'interpreter-missing' });
  }
  return broken;
}
