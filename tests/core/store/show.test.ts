// What is read of stored evidence: a run may have been imported, so it may be of a newer Cgoscope, or of anybody.
import { expect, it, onTestFinished } from 'vitest';
import { openStore } from '../../../src/core/store/index.ts';
import type { EvidenceKind } from '../../../src/core/store/types.ts';
import { showCell } from '../../../src/core/store/procedures.ts';
import { InputError } from '../../../src/shared/domain/errors.ts';
import { cell, run, temporaryFolder } from './builders.ts';

function stored(kind: EvidenceKind, content: string) {
  const store = openStore(temporaryFolder());
  onTestFinished(() => store.close());
  const { id } = run();
  store.insertRun(run({ id }), [cell(1)]);
  store.setEvidence(id, 1, kind, store.putBlob(Buffer.from(content)));
  return { id, show: () => showCell(store, store.getRun(id), cell(1), 0) };
}

it.each([
  ['elf', '{"schema":"elf@1","linkage":"quantum"}'],
  ['trace', '"no object"'],
  ['facts', '[]'],
  ['facts', '{"half'],
] as const)('%s evidence that this version does not know, %s, is bad input with its place, and no bug of ours', (kind, content) => {
  const { id, show } = stored(kind, content);
  expect(show).toThrow(InputError);
  expect(show).toThrow(new RegExp(`^the stored ${kind} of cell ${id}/1 can't be read: [^\\n]*; a newer Cgoscope may have written it$`));
});

it('what is new beside what is known is ignored', () => {
  expect(stored('facts', '{"later":{"a":1}}').show().facts).toBeTypeOf('object');
});
