// What the worker does with binaries: the functions behind elf.read, elf.symbols, elf.diff and the judgement.
import { diffElfDetail } from '../compare/index.ts';
import { readBinding, readElf, readElfDetail, readElfSymbols, readUndefinedSymbols } from '../evidence/index.ts';
import type { TaskFunctions } from '../workers/tasks.ts';
import { COMPARED_PARTS } from './compared.ts';
import { withBinary } from './open.ts';

/** The first line of a script is no longer than this to a kernel (BINPRM_BUF_SIZE). */
const SCRIPT_HEAD = 256;
const utf8 = new TextDecoder();

export const binaryTasks = (): Pick<TaskFunctions, 'elf.read' | 'elf.symbols' | 'elf.diff' | 'elf.judged'> => ({
  'elf.read': ({ source, name, parts }) => withBinary(source, (open) => ({ elf: readElf(open, name), detail: readElfDetail(open, name, parts) })),
  'elf.symbols': ({ source, ...asked }) => withBinary(source, (open) => readElfSymbols(open, asked)),
  'elf.diff': ({ a, b }) => {
    const side = ({ source, name }: typeof a) => withBinary(source, (open) => ({ elf: readElf(open, name), detail: readElfDetail(open, name, COMPARED_PARTS) }));
    return diffElfDetail(side(a), side(b));
  },
  'elf.judged': ({ source, name }) =>
    withBinary(source, (open) => {
      const elf = readElf(open, name);
      const { go, places, properties } = readElfDetail(open, name, ['go', 'places', 'properties']);
      return {
        elf,
        go,
        places,
        properties,
        undefinedSymbols: elf.format === 'elf' ? readUndefinedSymbols(open) : null,
        binding: elf.format === 'elf' ? readBinding(open) : null,
        scriptHead: elf.format === 'script' ? (utf8.decode(open.read(0, SCRIPT_HEAD)).split('\n', 1)[0] ?? null) : null,
      };
    }),
});
