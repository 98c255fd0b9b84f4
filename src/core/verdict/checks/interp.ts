// Is the loader there that PT_INTERP names? The kernel answers ENOENT, and everybody reads it as a missing binary.
import type { Context } from '../context.ts';
import { fail, notNeeded, nothingStarts, ofElf, ofImage, pass, unknown, warn, type Result } from '../result.ts';

export function interp({ input, subject, loader }: Context): Result {
  if (subject === null) return nothingStarts();
  const library = subject.brief.interp === null && subject.brief.linkage === 'shared';
  const asks = library
    ? ofImage('programs of this image have this loader', loader.is === 'none' ? null : loader.interp)
    : subject.elf === null
      ? ofImage(`asks for ${subject.brief.interp}`, subject.path)
      : ofElf(input, `PT_INTERP is ${subject.brief.interp}`, 'interp');
  switch (loader.is) {
    case 'none':
      if (library) return unknown('the image has no loader that could load it');
      return notNeeded(`${subject.called} asks for no loader: it is ${subject.brief.linkage ?? 'static'}`);
    case 'missing': {
      const { interp: path, resolved, elsewhere } = loader;
      const hint = elsewhere === null ? '' : `; there is ${elsewhere}, and no link that leads to it`;
      const why = resolved.why === 'loop' ? `the links at ${resolved.at} lead nowhere` : resolved.at === path ? 'it is not in the image' : `${resolved.at} is not in the image`;
      return fail('loader-missing', `the loader ${path} is asked for, and ${why}${hint}`, asks, ofImage(`${resolved.at}: ${resolved.why}`, path));
    }
    case 'unusable':
      return fail(loader.cause ?? 'loader-missing', `the loader ${loader.interp} is in the image, but ${loader.why}`, asks, ofImage(loader.why, loader.path));
    case 'found': {
      const where = ofImage(
        loader.through.length === 0 ? `the loader, of ${name(loader.kind)}` : `the loader, of ${name(loader.kind)}; ${loader.interp} is a link to it`,
        loader.path,
      );
      if (loader.kind === 'unknown') return unknown(`the loader ${loader.interp} is there, of a C library that is not known: how it looks for libraries neither`, asks, where);
      const stands = subject.brief.libc === 'glibc' && loader.kind !== 'glibc';
      if (loader.kind === 'gcompat') return warn('libc-mix-symbols', `${loader.interp} is gcompat's: it starts musl's loader ${loader.starts?.path ?? ''}`, asks, where);
      if (stands) return warn('libc-mix-symbols', `${loader.interp} leads to musl's loader ${loader.path}: musl stands in for glibc`, asks, where);
      if (subject.brief.libc === 'musl' && loader.kind === 'glibc')
        return warn('libc-mix-symbols', `${loader.interp} leads to glibc's loader ${loader.path}, and it is built for musl`, asks, where);
      return pass(`the loader ${loader.interp} is there, of ${name(loader.kind)}`, asks, where);
    }
  }
}

const name = (kind: 'glibc' | 'musl' | 'gcompat' | 'unknown'): string => (kind === 'unknown' ? 'an unknown C library' : kind);
