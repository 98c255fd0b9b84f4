// A static glibc program that asks for names or users: glibc loads its NSS modules at run time, of the very version it was linked with.
import { fact, fromHit } from '../../evidence.ts';
import * as fixes from '../../fixes.ts';
import type { Case, Rule, Signal } from '../../types.ts';
import { undefinedReference, failedWrapper, libraryNotFound } from './signals.ts';
import { buildPassed, cgoOf, lines, some, heard } from './seen.ts';

/** GNU ld's and lld's note. Group 1 the function. */
export const staticNssWarning: Signal = {
  id: 'static-nss-warning',
  keywords: ['in statically linked applications', 'statically linked applications requires'],
  pattern: /(?:Using [`'"]([\w@.]{1,60})[`'"] )?in statically linked applications requires at runtime/i,
};
/** glibc's loader on a module of another version, from inside a static program. */
const moduleMismatch: Signal = {
  id: 'static-nss-module',
  keywords: ['libnss_', 'dl_call_libc_early_init'],
  pattern:
    /(?:relocation error: \S{0,200}libnss_\S{1,80}: |libnss_\w{1,20}\.so\S{0,10}.{0,200}(?:GLIBC_PRIVATE|not defined in file|cannot open shared object file|undefined symbol|wrong ELF class)|GLIBC_PRIVATE.{0,120}libnss_|_dl_call_libc_early_init: Assertion)/,
};
/** The crash itself, as Go prints it: in a call into C for names or users. */
const crash: Signal = {
  id: 'static-nss-crash',
  keywords: [
    'getaddrinfo',
    'getpwnam',
    'getpwuid',
    'getgrgid',
    'getgrnam',
    'getgrouplist',
    'getnameinfo',
    'gethostbyname',
    'mygetpw',
    'mygetgr',
    'gaih_inet',
    'nss_',
    'libc_dlopen',
    'net.cgo',
    'lookupunix',
    'os/user.cgo',
    'func_res_',
  ],
  pattern:
    /(?:_C\d?func_(?:(?:my)?get(?:addrinfo|pwnam_r|pwuid_r|grgid_r|grnam_r|grouplist|nameinfo)|res_\w{1,20})|\bnet\.cgo(?:Lookup|IPLookup)\w{0,20}|\bos\/user\.(?:lookupUnix|cgoLookup)\w{0,20}|\b_nss_\w{1,40}|\bgaih_inet\b|__libc_dlopen\w{0,10}|\b(?:__)?(?:nss_\w{1,40}|getaddrinfo|gethostbyname\w{0,6}|getpwnam_r|getpwuid_r|getgrouplist)\s?(?:\(|@plt|\+0x))/,
};
const segv: Signal = {
  id: 'static-nss-signal',
  keywords: ['sigsegv', 'segmentation fault', 'sigfpe', 'floating point exception', 'signal arrived during cgo execution', 'core dumped', 'signal 0x'],
  pattern: /(?:SIGSEGV|\[signal 0x[b8] |SIGFPE|[Ss]egmentation fault|[Ff]loating point exception|signal arrived during cgo execution)/,
};
/** A lookup that came out wrong. */
const lookup: Signal = {
  id: 'static-nss-lookup',
  keywords: [
    'no such host',
    'unknown user',
    'unknown group',
    'name or service not known',
    'temporary failure in name resolution',
    'name resolution',
    'server misbehaving',
    'unknown userid',
    'device or resource busy',
    'name does not resolve',
    'could not resolve',
    'getaddrinfo',
    'gethostbyname',
    'getpwuid',
    'getpwnam',
    'cannot find name for user',
  ],
  pattern:
    /(?:lookup \S{1,253}.{0,80}: (?:no such host|Name or service not known|Temporary failure in name resolution|server misbehaving|Try again|Name does not resolve|System error|device or resource busy)|user: unknown (?:user|userid|group|groupid) \S{1,100}|(?:getaddrinfo|gethostbyname|getpwuid|getpwnam|getgrgid)\w{0,4}\b.{0,80}(?:fail|error|not known|not found|unknown|does not resolve|[Tt]emporary)|[Cc]ould not resolve host|cannot find name for user|user: lookup \w{1,20} \S{1,100}:)/,
};

/** A text that says how it was linked: the command, or what `file` and `ldd` say. */
const staticWords: Signal = {
  id: 'static-nss-static',
  keywords: ['-static', 'statically linked', 'not a dynamic executable', 'static binary', 'static-linked'],
  pattern: /(?:-extldflags[= ].{0,60}-static\b|statically[ -]linked|static-linked|not a dynamic executable|\bstatic binary\b)/i,
};
const cgoOffWords: Signal = { id: 'static-nss-cgo-off', keywords: ['cgo_enabled=0'], pattern: /CGO_ENABLED=["']?0/ };

export const staticNss: Rule = {
  id: 'static-nss',
  cause: 'static-nss',
  needs: 'the warning at link, or a static binary with glibc; and a lookup of a name or a user that crashes or comes out wrong',
  contradictedBy: 'a link that failed for another reason; a pure Go binary, which asks no NSS; a musl binary',
  signals: [staticNssWarning, moduleMismatch, crash, segv, lookup, staticWords, cgoOffWords, undefinedReference, failedWrapper, libraryNotFound],
  find(seen) {
    const warned = heard(seen, staticNssWarning.id);
    const mismatch = heard(seen, moduleMismatch.id);
    const inLookup = heard(seen, crash.id);
    const signal = heard(seen, segv.id);
    const wrong = heard(seen, lookup.id);
    const isStatic = staticGlibc(seen) ?? (heard(seen, staticWords.id).length > 0 && heard(seen, cgoOffWords.id).length === 0 && inLookup.length > 0 ? true : null);
    if (isStatic === false) return null;
    const title = 'A static program with glibc looks names and users up through NSS modules, which it loads at run time: they must be there, in the version it was linked with';
    const draft = {
      evidence: [...lines(warned, 2), ...elf(seen)],
      fixes: [fixes.withTags('netgo,osusergo', 'Look names and users up in Go itself: -tags netgo,osusergo'), fixes.linkStatic('musl'), fixes.cgoOff(), fixes.linkAs('dynamic')],
      see: [
        'docs/causes.md#static-nss',
        'https://sourceware.org/glibc/wiki/FAQ#Even_statically_linked_programs_need_some_shared_libraries_which_is_not_acceptable_for_me.__What_can_I_do.3F',
      ],
    };
    if (mismatch.length > 0) return { ...draft, title, confidence: 0.88, evidence: [...mismatch.slice(0, 3).map(fromHit), ...draft.evidence] };
    const known = warned.length > 0 || isStatic === true;
    if (signal.length > 0 && inLookup.length > 0 && (known || signal.some((hit) => hit.line.number <= (inLookup[0]?.line.number ?? 0))))
      return {
        ...draft,
        title: known ? title : 'The program crashed in a lookup of names or users through C: so do static programs whose NSS modules are of another glibc',
        confidence: known ? 0.93 : 0.55,
        evidence: [...lines([...signal.slice(0, 1), ...inLookup.slice(0, 2)], 3), ...draft.evidence],
        next: known ? null : 'Whether the binary is static, and with which libc: `cgoscope elf FILE` (linkage, libc)',
      };
    const modules = missingModules(seen);
    const outcome = seen.cell?.outcome ?? seen.facts.run?.outcome;
    // A static program that looked for a module and did not find it, and then failed.
    if (isStatic === true && modules.length > 0 && (outcome === 'exit' || outcome === 'signal'))
      return {
        ...draft,
        title: `A static program with glibc looked for the NSS module ${some(modules.map((path) => path.split('/').at(-1) ?? path))}, which the image does not have: its lookup failed`,
        confidence: wrong.length > 0 || signal.length > 0 ? 0.94 : 0.85,
        evidence: [...lines([...wrong, ...signal], 2), ...trace(seen), ...draft.evidence],
      };
    if (known && (signal.length > 0 || seen.facts.run?.signal === 'SIGSEGV') && (warned.length > 0 || triedNss(seen)))
      return { ...draft, title, confidence: 0.75, evidence: [...lines(signal, 2), ...draft.evidence, ...trace(seen)] };
    if (known && wrong.length > 0)
      return { ...draft, title, confidence: warned.length > 0 || triedNss(seen) ? 0.72 : 0.5, evidence: [...lines(wrong, 2), ...draft.evidence, ...trace(seen)] };
    if (isStatic === null && seen.facts.elf?.linkage?.startsWith('static') === true && wrong.length > 0)
      return {
        ...draft,
        title,
        confidence: 0.4,
        evidence: [...lines(wrong, 2), ...draft.evidence],
        next: 'Whether C is in the static binary at all: `go version -m FILE | grep CGO_ENABLED`; a pure Go binary asks no NSS',
      };
    // The warning alone: nothing has failed yet. Not told of a cell that passed, nor beside another reason why the link failed.
    if (warned.length === 0 || seen.cell?.green === true || seen.facts.build?.exitStatus === 0) return null;
    const other =
      heard(seen, undefinedReference.id).length + heard(seen, libraryNotFound.id).length + heard(seen, failedWrapper.id).length > 0 || (seen.facts.build?.exitStatus ?? 0) !== 0;
    if (other || (seen.cell !== null && buildPassed(seen) && seen.cell.outcome !== 'exit' && seen.cell.outcome !== 'signal')) return null;
    return {
      ...draft,
      title: `The link ended well, and warns: ${some(warned.map(({ match }) => match[1] ?? ''))} will load NSS modules of the same glibc version at run time`,
      confidence: 0.55,
      next: 'Whether a lookup fails at run time, on the image it is for: run it with GODEBUG=netdns=cgo+2; without such a failure the warning is harmless',
    };
  },
};

/** True, false, or null where the binary is not known. */
function staticGlibc(seen: Case): boolean | null {
  const { elf } = seen.facts;
  if (elf?.linkage === undefined || elf.linkage === null) return null;
  if (!elf.linkage.startsWith('static')) return false;
  if (elf.libc === 'musl' || cgoOf(seen) === false) return false;
  if (elf.libc === 'glibc') return true;
  // A static file says nothing of its libc where only part of its facts is known: cgo needs one.
  return elf.libc === undefined && cgoOf(seen) === true && !/musl/.test(seen.facts.build?.cc ?? '') ? true : null;
}

const elf = (seen: Case) => [...fact(seen, 'elf', 'linkage'), ...fact(seen, 'elf', 'libc')];

const missingModules = (seen: Case): string[] => (seen.facts.trace?.filesMissing ?? []).filter((path) => /\/libnss_\w+\.so/.test(path));
const NSS = /\/libnss_|\/nsswitch\.conf$|\/nscd\//;
const triedNss = (seen: Case): boolean => [...(seen.facts.trace?.filesMissing ?? []), ...(seen.facts.trace?.filesOpened ?? [])].some((path) => NSS.test(path));
const trace = (seen: Case) =>
  [...(seen.facts.trace?.filesMissing ?? [])]
    .filter((path) => NSS.test(path))
    .slice(0, 2)
    .map((path) => ({ source: 'trace' as const, path: 'trace.filesMissing', text: path }));
