// Thread-local storage of the initial-exec model in a library: it takes room that loaders set aside at the start, so dlopen may have none left. glibc keeps a small
// surplus (csu/libc-tls.c, rtld.optional_static_tls); musl refuses where the library defines the variable itself (ldso/dynlink.c, do_relocs).
import type { Context } from '../context.ts';
import { fail, notNeeded, nothingStarts, ofElf, unknown, warn, type Result } from '../result.ts';

export function tls({ input, subject, loader }: Context): Result {
  if (subject === null) return nothingStarts();
  const elf = subject.elf;
  if (elf === null || elf.linkage !== 'shared') return notNeeded('a program has its thread-local storage from the start');
  const models = elf.tls.models.filter((each) => /initial-exec|static/i.test(each));
  const asks = elf.tls.staticFlag || models.length > 0;
  if (!asks) return notNeeded(elf.tls.present ? 'its thread-local storage can be given at any time' : 'no thread-local storage');
  const said = ofElf(input, elf.tls.staticFlag ? 'DF_STATIC_TLS is set' : `relocations of ${models.join(', ')}`);
  if (loader.is !== 'found') return unknown('whether a loader has room for its static thread-local storage can not be told', said);
  const text = 'a library with static (initial-exec) thread-local storage';
  if (loader.kind !== 'glibc' && elf.tls.present) return fail('tls-model', `${text}: musl's dlopen refuses it`, said);
  return warn('tls-model', `${text}: dlopen fails where the surplus is used up; linked in at the start it is fine`, said);
}
