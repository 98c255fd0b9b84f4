import { z } from 'zod';
import { DOCUMENTS, type DocumentKind } from '../../shared/domain/documents.ts';
import { InputError } from '../../shared/domain/errors.ts';
import { documentVersion } from '../../shared/domain/document-version.ts';
import type { Shell } from '../shell.ts';

const isKind = (text: string): text is DocumentKind => Object.hasOwn(DOCUMENTS, text);

export function schema(shell: Shell, kind: string | undefined): void {
  if (kind === undefined) {
    const kinds = Object.keys(DOCUMENTS).filter(isKind);
    const width = Math.max(...kinds.map(({ length }) => length)) + 2;
    shell.say(kinds.map((one) => `${one.padEnd(width)}${documentVersion(one)}`));
    return;
  }
  if (!isKind(kind))
    throw new InputError(`there is no document kind "${kind}"; expected one of ${Object.keys(DOCUMENTS).join(', ')}`, { input: kind, expected: Object.keys(DOCUMENTS).join(', ') });
  shell.io.out(`${JSON.stringify(z.toJSONSchema(DOCUMENTS[kind]), null, 2)}\n`);
}
