// Where `--to` writes: looked at before anything is started, as a program that has run for minutes can't be asked to run again for a slip in a path.
import { accessSync, constants, lstatSync, statSync, type Stats } from 'node:fs';
import path from 'node:path';
import { InputError } from '../shared/domain/errors.ts';
import { capped, shown } from '../shared/domain/text.ts';
import { fileErrorWhy } from './file-errors.ts';

/** `file` is absolute, `to` how the user called it. Throws InputError unless it is not there yet, in a folder that is and can be written to. */
export function checkTarget(file: string, to: string): void {
  const refuse = (what: string, expected: string): InputError => new InputError(`--to: ${capped(shown(what), 400)}; expected ${expected}`, { input: '--to', expected });
  const look = (stat: typeof statSync, at: string): Stats | undefined => {
    try {
      return stat(at, { throwIfNoEntry: false });
    } catch (error) {
      throw refuse(`${at} can't be looked at: ${fileErrorWhy(error)}`, 'a file that is not there yet');
    }
  };
  const folder = path.dirname(file);
  const around = look(statSync, folder);
  if (around === undefined) throw refuse(`there is no folder ${folder}`, 'a folder that is there');
  if (!around.isDirectory()) throw refuse(`${folder} is no folder`, 'a folder that is there');
  if (!writable(folder)) throw refuse(`nothing can be written to the folder ${folder}`, 'a folder that can be written to');
  // A link that leads nowhere is something that is there, too.
  const there = look(statSync, file) ?? look(lstatSync, file);
  if (there?.isDirectory() === true) throw refuse(`${to === '' ? file : to} is a folder`, 'a file that is not there yet');
  if (there !== undefined) throw refuse(`${to} is there already`, 'a file that is not there yet');
}

function writable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false; // whatever keeps us from it
  }
}
