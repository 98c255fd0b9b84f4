// Which packages are Go's standard library. Its import paths begin with one of few words (`go list std`); a module of the user's may be named alike.
import type { GoInfo } from '../../../shared/domain/elf.ts';

const TOP_LEVEL = new Set(
  (
    'archive arena bufio builtin bytes cmp compress container context crypto database debug embed encoding errors expvar flag fmt go hash html image index ' +
    'internal io iter log maps math mime net os path plugin reflect regexp runtime simd slices sort strconv strings structs sync syscall testing text time ' +
    'unicode unique unsafe uuid vendor weak golang_org'
  ).split(' '),
);

/** Answers for import paths as symbols have them; vendored packages of the library begin with `vendor/` there. */
export function isStd(go: GoInfo | null): (path: string) => boolean {
  const modules = go ? [go.main?.path ?? '', ...go.deps.map(({ path }) => path)].filter((path) => path !== '' && path !== 'std' && TOP_LEVEL.has(path.split('/', 1)[0] ?? '')) : [];
  return (path) => TOP_LEVEL.has(path.split('/', 1)[0] ?? '') && !modules.some((module) => path === module || path.startsWith(`${module}/`));
}
