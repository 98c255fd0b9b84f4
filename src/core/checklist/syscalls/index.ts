// The system calls of the checklist: asked where the image will run, again without seccomp, and again natively; three answers make a verdict.
import type { SyscallRow } from '../../../shared/domain/checklist.ts';
import type { ChecklistRoom } from '../room.ts';
import { askCalls, type Asked } from './ask.ts';
import { ensureProbe, type Probe } from './probe.ts';
import { callsOf } from './table.ts';
import { shownAnswer, verdictOf } from './verdict.ts';

export { askCalls, type Ask, type Asked } from './ask.ts';
export { ensureProbe, goPlatform, type Probe } from './probe.ts';
export { CALLS, callsOf, type Call } from './table.ts';
export { olderThan, verdictOf } from './verdict.ts';

export interface Syscalls {
  rows: SyscallRow[];
  /** Where the image will run, or why nothing runs there. */
  target: Asked | { reason: string };
  /** Null where the image's platform is the host's. */
  native: Asked | { reason: string } | null;
  probe: Probe;
  /** The empty image of the image's platform. */
  emptyImage: string;
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

export async function probeSyscalls(room: ChecklistRoom, target: Target): Promise<Syscalls> {
  const [probe, empty] = [await ensureProbe(room, target.platform), await room.toolchains.ensureRunImage('empty', target.platform, room)];
  const user = target.user === null ? {} : { user: target.user };
  room.progress({ task: 'system calls', text: `calling them on ${target.platform}` });
  const asked = await askCalls(room, probe, { image: empty.digest, platform: target.platform, ...user });
  const unconfined = 'reason' in asked ? asked : await askCalls(room, probe, { image: empty.digest, platform: target.platform, seccomp: 'unconfined', ...user });
  const native = target.emulated ? await askNative(room, target.host, user) : null;
  const answerIn = (where: Asked | { reason: string } | null, name: string) => (where === null || 'reason' in where ? null : (where.answers.get(name) ?? null));
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
  return { rows, target: asked, native, probe, emptyImage: empty.digest };
}

async function askNative(room: ChecklistRoom, host: string, user: { user?: string }): Promise<Asked | { reason: string }> {
  const probe = await ensureProbe(room, host);
  const empty = await room.toolchains.ensureRunImage('empty', host, room);
  room.progress({ task: 'system calls', text: `calling them on ${host}, without an emulator` });
  return askCalls(room, probe, { image: empty.digest, platform: host, seccomp: 'unconfined', ...user });
}
