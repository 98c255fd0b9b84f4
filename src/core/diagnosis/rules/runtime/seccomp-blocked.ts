// EPERM, or ENOSYS on a kernel that has it, or SIGSYS: a seccomp profile that is older than the call refuses it.
import type { FindingEvidence } from '../../../../shared/domain/explain.ts';
import { fact, fromHit, fromLine } from '../../evidence.ts';
import { byHand, cgoOff, change, runOn } from '../../fixes.ts';
import type { Case, Draft, DraftFix, Hit, Rule } from '../../types.ts';
import { clamp, compareVersions } from './facts.ts';
import { CALL_EPERM, ENGINE_BLOCK, ENGINE_VERSION, ENOSYS, KERNEL_VERSION, OLD_PROFILE, SIGSYS, THREAD_EPERM, THREAD_LIMIT, UNCONFINED } from './kernel-signals.ts';
import { lines } from './signals.ts';
import { DOCKER_SINCE, isPrivileged, namedCall, SINCE } from './syscalls.ts';

export const seccompBlocked: Rule = {
  id: 'seccomp-blocked',
  cause: 'seccomp-blocked',
  needs:
    'a newer call that fails with EPERM for no lack of rights (clone3, faccessat2, statx, the clocks of 64 bits), under an engine whose default profile is older than the call',
  contradictedBy: 'an engine whose profile knows the call; a call that needs a capability (mount, ptrace, chown); a file without permission, which is EACCES',
  signals: [THREAD_EPERM, OLD_PROFILE, CALL_EPERM, SIGSYS, UNCONFINED, ENOSYS, ENGINE_BLOCK, ENGINE_VERSION, KERNEL_VERSION, THREAD_LIMIT],
  find(seen) {
    const engine = engineOf(seen);
    return bySignal(seen, engine) ?? byNamedCall(seen, engine) ?? byThread(seen, engine) ?? byShell(seen, engine) ?? byTrace(seen, engine);
  },
};

interface Engine {
  version: string | null;
  evidence: FindingEvidence[];
}

function engineOf(seen: Case): Engine {
  const said = seen.facts.host?.engine;
  if (said !== undefined) return { version: /\d{2}\.\d{1,2}(?:\.\d{1,3})?/.exec(said)?.[0] ?? null, evidence: fact(seen, 'host', 'engine') };
  for (const { after } of seen.hits(ENGINE_BLOCK.id)) {
    const line = after.slice(0, 3).find(({ text }) => /^\s*Version:\s+\d/.test(text));
    if (line !== undefined) return { version: /\d{2}\.\d{1,2}(?:\.\d{1,3})?/.exec(line.text)?.[0] ?? null, evidence: [fromLine(line)] };
  }
  const [hit] = seen.hits(ENGINE_VERSION.id);
  return hit === undefined ? { version: null, evidence: [] } : { version: hit.match[1] ?? null, evidence: [fromHit(hit)] };
}

/** True: the engine's default profile is older than the call. */
function olderProfile({ version }: Engine, call: string): boolean | null {
  const since = DOCKER_SINCE[call];
  if (version === null || since === undefined) return null;
  const order = compareVersions(version, since);
  return order === null ? null : order < 0;
}

/** Killed with SIGSYS: nothing but a seccomp filter does that to an existing call; Go's runtime prints it. */
function bySignal(seen: Case, engine: Engine): Draft | null {
  const hits = seen.hits(SIGSYS.id);
  const byFact = seen.facts.run?.signal === 'SIGSYS' || seen.cell?.exit?.signal === 'SIGSYS';
  if (hits.length === 0 && !byFact) return null;
  return draft(
    seen,
    engine,
    'A seccomp profile killed the program for a system call (SIGSYS)',
    0.93,
    hits,
    'which call: the audit line (type=1326 … syscall=N) in dmesg of the host',
  );
}

/** A newer call is named beside EPERM, or beside ENOSYS on a kernel that has it. */
function byNamedCall(seen: Case, engine: Engine): Draft | null {
  for (const [hits, errno] of [
    [seen.hits(CALL_EPERM.id), 'EPERM'],
    [seen.hits(ENOSYS.id), 'ENOSYS'],
  ] as const) {
    for (const hit of hits) {
      const call = namedCall(hit.line.text);
      if (call === null) continue;
      const since = SINCE[call] ?? '0.0';
      const kernel = seen.facts.host?.kernel ?? seen.hits(KERNEL_VERSION.id)[0]?.match[1] ?? null;
      const inKernel = kernel === null ? null : (compareVersions(kernel, since) ?? 0) >= 0;
      if (errno === 'ENOSYS' && (inKernel !== true || seen.cell?.emulated === true)) continue;
      if (errno === 'EPERM' && isPrivileged(hit.line.text) && DOCKER_SINCE[call] === undefined && call !== 'io_uring_setup') continue;
      const old = olderProfile(engine, call);
      const uring = call.startsWith('io_uring');
      const confidence = old === true ? 0.96 : old === false ? 0.55 : errno === 'ENOSYS' ? 0.6 : uring ? 0.85 : 0.86;
      const why = uring
        ? 'the default profiles of Docker 25 and containerd 2 leave it out'
        : `${DOCKER_SINCE[call] === undefined ? 'older profiles' : `profiles before Docker ${DOCKER_SINCE[call]}`} do not know it`;
      return draft(seen, engine, `${call} is refused (${errno}) by a seccomp profile: ${why}`, confidence, [hit], nextEngine(engine));
    }
  }
  return null;
}

/** glibc 2.34 and later make threads with clone3 and go back to clone at ENOSYS only, not at EPERM. */
function byThread(seen: Case, engine: Engine): Draft | null {
  const hits = seen.hits(THREAD_EPERM.id).filter(({ line }) => !/Resource temporarily unavailable|EAGAIN|errno=11/.test(line.text));
  if (hits.length === 0) return null;
  const old = olderProfile(engine, 'clone3');
  const title = 'No thread can be made (EPERM): the seccomp profile refuses clone3, which glibc 2.34 and later ask for';
  return draft(seen, engine, title, old === true ? 0.97 : old === false ? 0.6 : 0.92, hits, nextEngine(engine));
}

/** A shell's or make's "Operation not permitted" for a program that is there and executable: faccessat2. */
function byShell(seen: Case, engine: Engine): Draft | null {
  const hits = seen.hits(OLD_PROFILE.id).filter(({ line }) => !isPrivileged(line.text.replace(/^\S+: /, '')) || /^make/.test(line.text));
  if (hits.length === 0) return null;
  const old = olderProfile(engine, 'faccessat2');
  const make = hits.some(({ line }) => /make(?:\[\d+\])?: |Post-Invoke/.test(line.text));
  const clock = hits.some(({ line }) => /clock|initialize time|\bdate: /.test(line.text));
  const base = make ? 0.85 : clock ? 0.85 : 0.45;
  const title = clock
    ? 'The clock cannot be read (EPERM): the seccomp profile does not know the calls for times of 64 bits'
    : 'A program that may be executed is refused (EPERM): the seccomp profile does not know faccessat2, which musl 1.2.2 and glibc 2.33 ask for';
  return draft(seen, engine, title, old === true ? 0.95 : old === false && !clock ? base - 0.25 : base, hits, nextEngine(engine));
}

/** Newer calls that failed with EPERM in a trace of a program that did not end well. */
function byTrace(seen: Case, engine: Engine): Draft | null {
  const refused = seen.facts.trace?.errors?.['EPERM'] ?? seen.trace?.errors['EPERM'] ?? 0;
  if (refused === 0 || seen.cell?.green === true) return null;
  const call = (seen.trace?.syscalls ?? []).find(({ name, errors }) => errors > 0 && DOCKER_SINCE[name] !== undefined)?.name;
  if (call === undefined) return null;
  const old = olderProfile(engine, call);
  if (old === false) return null;
  const evidence: FindingEvidence[] = [{ source: 'trace', path: 'trace.errors', text: JSON.stringify({ EPERM: refused }) }];
  return {
    ...draft(seen, engine, `${call} fails with EPERM: a seccomp profile that is older than the call`, old === true ? 0.9 : 0.6, [], nextEngine(engine)),
    evidence: [...evidence, ...engine.evidence],
  };
}

const nextEngine = ({ version }: Engine): string | null =>
  version === null ? "the engine's version, and whether it works without a profile: docker version; docker run --rm --security-opt seccomp=unconfined IMAGE" : null;

function draft(seen: Case, engine: Engine, title: string, confidence: number, hits: readonly Hit[], next: string | null): Draft {
  const named = seen.hits(UNCONFINED.id);
  const bySignalFact = seen.facts.run?.signal === 'SIGSYS' ? fact(seen, 'run', 'signal') : [];
  return {
    title,
    confidence: clamp(confidence + (named.length > 0 && confidence < 0.9 ? 0.06 : 0)),
    evidence: [...lines(hits, 4).map(fromHit), ...bySignalFact, ...engine.evidence, ...lines(named, 1).map(fromHit)],
    fixes: fixes(),
    see: ['docs/causes.md#seccomp-blocked', 'https://docs.docker.com/engine/security/seccomp/'],
    next,
    against: lines(seen.hits(THREAD_LIMIT.id), 1).map(fromHit),
  };
}

export const fixes = (): DraftFix[] => [
  byHand('newer-engine', 'Update the engine and libseccomp on the host: the profile comes with them', [
    'Docker 20.10.10 and later (clone3), runc 1.0.0-rc93 and later (answers ENOSYS to what it does not know), libseccomp 2.5.2 and later',
    'to prove it: docker run --rm --security-opt seccomp=unconfined IMAGE   # not as a fix: it takes the profile away',
  ]),
  change('newer-profile', 'Start it with a newer profile', { manual: ['docker run --security-opt seccomp=default.json IMAGE   # profiles/seccomp/default.json of a newer moby'] }, [
    'the libseccomp of the host has to know the names in it',
  ]),
  runOn('glibc-old'),
  cgoOff(),
];
