// The face of the verdict room: pure. A binary, an image's index and a host in, a judgement out; nothing is started.
import type { ElfSymbol } from '../../shared/domain/elf-detail.ts';
import type { Elf } from '../../shared/domain/elf.ts';
import type { HostFacts, Verdict } from '../../shared/domain/verdict.ts';
import type { ImageIndex } from '../image/types.ts';

export interface JudgeInput {
  readonly elf: Elf;
  /** Dynamic symbols that the binary leaves undefined; null where they were not read (the check of symbols then says so). */
  readonly undefinedSymbols: readonly Pick<ElfSymbol, 'name' | 'version' | 'from' | 'bind' | 'type'>[] | null;
  /** First line of a script, null for anything else. */
  readonly scriptHead: string | null;
  readonly image: ImageIndex;
  /** null: no engine was asked; checks of the host are `unknown`. */
  readonly host: HostFacts | null;
  /** Where the binary will stand in the image, for $ORIGIN; `/app` where nothing is known. */
  readonly at: string;
  /** Environment it will start with, LD_LIBRARY_PATH and SSL_CERT_FILE above all: the image's own, and what is added. */
  readonly env: Readonly<Record<string, string>>;
}

export type Judge = (input: JudgeInput) => Verdict;
