// The face of the verdict room: pure. A binary, an image's index and a host in, a judgement out; nothing is started.
import type { ByteRange, ElfSymbol, GoDetail } from '../../shared/domain/elf-detail.ts';
import type { Elf } from '../../shared/domain/elf.ts';
import type { HostFacts, Verdict } from '../../shared/domain/verdict.ts';
import type { Binding } from '../evidence/index.ts';
import type { ImageIndex } from '../image/types.ts';

export interface JudgeInput {
  readonly elf: Elf;
  /** Dynamic symbols that the binary leaves undefined; null where they were not read (the check of symbols then says so). */
  readonly undefinedSymbols: readonly Pick<ElfSymbol, 'name' | 'version' | 'from' | 'bind' | 'type'>[] | null;
  /** When each symbol is bound; absent or null where that was not read: a function that lacks may then be missed at the start or at its first call. */
  readonly binding?: Binding | null;
  /** First line of a script, null for anything else. */
  readonly scriptHead: string | null;
  readonly image: ImageIndex;
  /** null: no engine was asked; checks of the host are `unknown`. */
  readonly host: HostFacts | null;
  /** Where the binary will stand in the image, for $ORIGIN; `/app` where nothing is known. */
  readonly at: string;
  /** Environment it will start with, LD_LIBRARY_PATH and SSL_CERT_FILE above all: the image's own, and what is added. */
  readonly env: Readonly<Record<string, string>>;
  /** What Go left in it; absent or null where it was not read, or is no Go program. */
  readonly go?: GoDetail | null;
  /** Permission bits that it will have in the image (07777); absent or null where that is not known: it is then taken as executable. */
  readonly mode?: number | null;
  /** Bytes of the binary behind its facts, by the fact's path in `elf@1` (`interp`, `needed[0]`); absent: the few that headers tell are computed. */
  readonly places?: readonly (ByteRange & { fact: string })[] | null;
}

export type Judge = (input: JudgeInput) => Verdict;
