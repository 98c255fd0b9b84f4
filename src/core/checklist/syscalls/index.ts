// The system calls of the checklist: asked where the image will run, again without seccomp, and again natively; three answers make a verdict.
import type { SyscallRow } from '../../../shared/domain/checklist.ts';
import { UnsupportedError } from '../../../shared/domain/errors.ts';
import type { ChecklistRoom } from '../room.ts';
import { askCalls, type Asked, type NotAsked } from './ask.ts';
import { ensureProbe, type Probe } from './probe.ts';
import { callsOf } from './table.ts';
import { shownAnswer, verdictOf } from './verdict.ts';

export { askCalls, type Ask, type Asked, type NotAsked } from './ask.ts';
export { ensureProbe, goPlatform, type Probe } from './probe.ts';
export { CALLS, callsOf, type Call } from './table.ts';
export { olderThan, verdictOf } from './verdict.ts';

export interface Syscalls {
  rows: SyscallRow[];
  /** Where the image will run, or why nothing runs there. */
  target: Asked | NotAsked;
  /** Null where the image's platform is the host's. */
  native: Asked | NotAsked | null;
  /** What was asked with, and the empty image of the image's platform; null where it could not be made. */
  made: { probe: Probe; emptyImage: string } | null;
}

export interface Target {
  /** The image's. */
  platform: string;
  /** The engine's own. */
  host: string;
  /** True where the image's platform is not one that the host's CPU runs by itself. */
  emulated: boolean;
  /** `1000:1000`; null for root. */
  user: string | null;
}

/** Without a Go toolchain there is no probe, and no answer; the rest of the checklist stands without it. */
export async function probeSyscalls(room: ChecklistRoom, target: Target): Promise<Syscalls> {
  try {
    return await probeBy(room, target);
  } catch (error) {
    if (!(error instanceof UnsupportedError)) throw error;
    return { rows: [], target: { reason: error.message, asked: false }, native: null, made: null };
  }
}

async function probeBy(room: ChecklistRoom, target: Target): Promise<Syscalls> {
  const [probe, empty] = [await ensureProbe(room, target.platform), await room.toolchains.ensureRunImage('empty', target.platform, room)];
  const user = target.user === null ? {} : { user: target.user };
  room.progress({ task: 'system calls', text: `calling them on ${target.platform}` });
  const asked = await askCalls(room, probe, { image: empty.digest, platform: target.platform, ...user });
  const unconfined = 'reason' in asked ? asked : await askCalls(room, probe, { image: empty.digest, platform: target.platform, seccomp: 'unconfined', ...user });
  const native = target.emulated ? await askNative(room, target.host, user) : null;
  const answerIn = (where: Asked | NotAsked | null, name: string) => (where === null || 'reason' in where ? null : (where.answers.get(name) ?? null));
  const rows = callsOf(probe.goarch).map(({ call, number }): SyscallRow => {
    const answers = { target: answerIn(asked, call.name), unconfined: answerIn(unconfined, call.name), native: answerIn(native, call.name) };
    return {
      name: call.name,
      number,
      since: call.since,
      source: call.source,
      target: shownAnswer(answers.target),
      unconfined: shownAnswer(answers.unconfined),
      native: shownAnswer(answers.native),
      verdict: verdictOf(answers, target.emulated),
      used: null,
    };
  });
  return { rows, target: asked, native, made: { probe, emptyImage: empty.digest } };
}

async function askNative(room: ChecklistRoom, host: string, user: { user?: string }): Promise<Asked | NotAsked> {
  const probe = await ensureProbe(room, host);
  const empty = await room.toolchains.ensureRunImage('empty', host, room);
  room.progress({ task: 'system calls', text: `calling them on ${host}, without an emulator` });
  return askCalls(room, probe, { image: empty.digest, platform: host, seccomp: 'unconfined', ...user });
}
