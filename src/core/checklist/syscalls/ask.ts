// Asks a platform for its system calls: starts the probe in an empty image and reads the answers. A call that ends the probe is an answer too.
import { StartFailedError, type ContainerSpec } from '../../engine/types.ts';
import { runOnce } from '../../toolchain/index.ts';
import { errorText } from '../../../shared/domain/errors.ts';
import type { ChecklistRoom } from '../room.ts';
import { parseProbe, unanswered, type Answer, type Surroundings } from './answers.ts';
import type { Probe } from './probe.ts';
import { callsOf, probeInput, type Call } from './table.ts';

/** A probe of a hundred calls takes a quarter of a second; one that hangs is in a call that waits. */
const ASK_MS = 30_000;
/** Calls that may end the probe before it is given up. */
const MOST_ENDS = 8;

export interface Asked {
  surroundings: Surroundings;
  answers: Map<string, Answer>;
}

/** Why there are no answers. `asked` is false where the probe could not be made at all, which says nothing of the platform. */
export interface NotAsked {
  reason: string;
  asked?: false;
}

export interface Ask {
  /** An empty image of the platform that is asked. */
  image: string;
  platform: string;
  /** As of a container: `unconfined`, a profile as JSON, or absent for the engine's default. */
  seccomp?: string;
  /** `1000:1000`, as the image's own program will run; root without one. */
  user?: string;
  /** Starts the probe under another program: a tracer that injects errors, in tests. */
  under?: { argv: string[]; spec: Partial<ContainerSpec> };
}

/** Null with a reason where the probe could not even begin: the platform can't be run here. */
export async function askCalls(room: ChecklistRoom, probe: Probe, ask: Ask): Promise<Asked | NotAsked> {
  const calls = callsOf(probe.goarch);
  const answers = new Map<string, Answer>();
  let surroundings: Surroundings | null = null;
  let left: readonly { call: Call; number: number }[] = calls;
  for (let ends = 0; ends < MOST_ENDS; ends++) {
    const round = await start(room, probe, ask, probeInput(left));
    if (round.reason !== undefined) return { reason: round.reason };
    surroundings ??= round.output.surroundings;
    if (round.output.surroundings === null) return { reason: round.text === '' ? `it ended with code ${round.code}` : round.text };
    for (const [name, answer] of round.output.answers) answers.set(name, answer);
    const at = unanswered(left, round.output.answers);
    if (at === null || surroundings === null) break;
    const culprit = left[at];
    if (culprit === undefined) break;
    // 159 is 128 + SIGSYS; Go's runtime turns a trapped SIGSYS into a crash that names it.
    const signal = round.code === 159 || /SIGSYS/.test(round.text) ? 'SIGSYS' : round.timedOut ? 'no answer' : `code ${round.code}`;
    answers.set(culprit.call.name, { result: 'it ended the probe', errno: signal });
    left = left.slice(at + 1);
    if (left.length === 0) break;
  }
  return surroundings === null ? { reason: 'it said nothing' } : { surroundings, answers };
}

async function start(room: ChecklistRoom, probe: Probe, ask: Ask, input: string) {
  const { mounts = [], ...more } = ask.under?.spec ?? {};
  try {
    const { code, stdout, stderr, timedOut } = await runOnce(
      room.engine,
      {
        image: ask.image,
        platform: ask.platform,
        role: 'run',
        argv: [...(ask.under?.argv ?? []), probe.path],
        pidsLimit: 128,
        memoryBytes: 512 << 20,
        ...(ask.seccomp === undefined ? {} : { seccomp: ask.seccomp }),
        ...(ask.user === undefined ? {} : { user: ask.user }),
        ...more,
        mounts: [{ volume: probe.volume, target: probe.mount, readOnly: true }, ...mounts],
      },
      room.signal,
      { stdin: Buffer.from(input), timeMs: ASK_MS },
    );
    return { output: parseProbe(stdout), code, text: stderr.trim().slice(0, 500), timedOut };
  } catch (error) {
    if (error instanceof StartFailedError) return { reason: errorText(error) };
    throw error;
  }
}
