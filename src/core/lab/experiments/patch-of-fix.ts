// The patch of a fix: the user's files are read as they stand now, the change is applied to their text.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runRequestSchema } from '../../../shared/api/contract.ts';
import { InputError, errorText } from '../../../shared/domain/errors.ts';
import type { Finding, Fix } from '../../../shared/domain/explain.ts';
import type { Cell } from '../../../shared/domain/run.ts';
import { makePatch, type PatchFile } from '../../diagnosis/prove/patch.ts';
import { editFiles } from '../../project/index.ts';
import type { StoredRun } from '../../store/types.ts';
import { MATRIX_FILE } from '../plan.ts';

export interface FixToPatch {
  redRun: StoredRun;
  red: Cell;
  green: Cell;
  fix: Fix;
  finding: Finding;
  proven: boolean;
}

/** Paths in it count from the project's folder. Source edits need the project where it was; what can't be read is said in the patch's header. */
export function patchOfFix({ redRun, red, green, fix, finding, proven }: FixToPatch): string {
  const folder = redRun.project.path;
  // An imported run names files of another machine, or any file of this one: none is read.
  const local = redRun.origin === 'local';
  const request = runRequestSchema.partial().safeParse(redRun.request).data;
  // A matrix file from elsewhere is no file of the project: the patch is against one of its own name all the same.
  const config = request?.config ?? null;
  const configName = config?.startsWith(`${folder}/`) === true ? config.slice(folder.length + 1) : MATRIX_FILE;
  const notes: string[] = [];
  const sources: PatchFile[] = [];
  const edits = fix.change.sources ?? [];
  if (!local && edits.length > 0) notes.push('its source edits are not in this patch: the project is on another machine');
  try {
    for (const [path, content] of !local || edits.length === 0 ? [] : editFiles(folder, edits))
      sources.push({ path: path.slice(folder.length + 1), before: textOf(path), after: content === null ? null : content.toString('utf8') });
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    notes.push(`its source edits are not in this patch: ${error.message}`);
  }
  let matrixFile: string | null = null;
  try {
    matrixFile = local ? textOf(config ?? join(folder, MATRIX_FILE)) : null;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    notes.push(`the matrix file is that of the run: ${error.message}`);
  }
  return makePatch({
    title: fix.title,
    about: [
      `${proven ? 'Proven' : 'Not proven'}: cell ${redRun.id}/${red.number} (${red.key}) with this change came out as cell ${fix.proof?.run ?? '?'}/${green.number}: ${fix.proof?.outcome ?? 'not tried'}.`,
      `Cause: ${finding.cause}. ${finding.title}`,
      ...notes,
    ],
    tradeOffs: fix.tradeOffs,
    change: fix.change,
    config: { path: configName, text: matrixFile ?? redRun.config },
    red: red.axes,
    green: green.axes,
    sources,
  });
}

/** Null where there is no such file. Throws InputError for one that is there and can't be read: a patch must not make it anew. */
function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
    throw new InputError(`${file} can't be read: ${errorText(error)}`, { input: file, expected: 'a file that can be read' });
  }
}
