// One candidate name: all servers, all attempts (__res_context_send), and what its answers come to (__res_context_query).
import { questionName } from '../musl/names.ts';
import type { QueryType } from '../types.ts';
import { circuit } from './circuit.ts';
import { datagrams, type Answer, type Attempt, type Progress } from './datagrams.ts';
import { closeAll } from './sockets.ts';
import type { Question, World } from './world.ts';

/** h_errno. */
export type HostError = 'HOST_NOT_FOUND' | 'TRY_AGAIN' | 'NO_RECOVERY' | 'NO_DATA';

export type Verdict = { kind: 'found'; records: number } | { kind: 'failed'; error: HostError } | { kind: 'hang' };

const A_ONLY: readonly QueryType[] = ['A'];
const failed = (error: HostError): Verdict => ({ kind: 'failed', error });

/** `name`: as the resolver puts it together, with or without a trailing dot. */
export function query(world: World, name: string, types: readonly QueryType[]): Verdict {
  const asked = name === '.' ? '.' : questionName(name);
  world.buffer = 'empty';
  if (asked === null) {
    world.errno = 'other';
    return failed('NO_RECOVERY');
  }
  // `no-aaaa`: A is asked for in place of AAAA, to learn whether the name exists; its records are thrown away.
  const hidden = world.settings.noAaaa && types.length === 1 && types[0] === 'AAAA';
  const end = send(world, { name: asked, types: hidden ? A_ONLY : types });
  closeAll(world);
  if (end.kind === 'hang') return { kind: 'hang' };
  if (end.kind !== 'answers') return hidden ? unsetResult(world) : failed('TRY_AGAIN');
  return hidden ? judge(end.first === null ? null : { ...end.first, records: 0 }, null) : judge(end.first, end.second);
}

/**
 * `no-aaaa` (res-noaaaa.c, all versions): a failure is only told as one when the buffer holds a question for A. What lies there otherwise is taken for an answer:
 * nothing at all for one without records, so that a time-out does not end the search list, and garbage for one that ends it.
 */
function unsetResult({ buffer }: World): Verdict {
  if (buffer === 'empty') return failed('NO_DATA');
  return buffer === 'garbage' ? { kind: 'found', records: 0 } : failed('TRY_AGAIN');
}

/** Either answer is enough; without any, the first error decides. */
function judge(first: Answer | null, second: Answer | null): Verdict {
  const records = (first?.records ?? 0) + (second?.records ?? 0);
  if (records > 0) return { kind: 'found', records };
  const one = first ?? second;
  const other = second ?? first;
  const rcode = one?.rcode === 'noerror' ? other?.rcode : one?.rcode;
  switch (rcode) {
    case 'nxdomain':
      return failed('HOST_NOT_FOUND');
    case 'servfail':
      return failed('TRY_AGAIN');
    case 'noerror':
      return failed('NO_DATA');
    default:
      return failed('NO_RECOVERY');
  }
}

const FAILED: Attempt = { kind: 'next' };

/** `attempts` times round the servers. Once a server wanted TCP it is TCP for the rest, and each of these is tried once. */
function send(world: World, question: Question): Attempt {
  const { settings, count } = world;
  if (count === 0) {
    world.errno = 'other';
    return FAILED;
  }
  const progress: Progress = { gotSomewhere: false };
  const start = startOf(world);
  let overTcp = settings.useVc;
  world.errno = 'timed-out';
  for (let attempt = 0; attempt < settings.attempts && !(overTcp && attempt > 0); attempt++) {
    for (let turn = 0; turn < count; turn++) {
      const server = (start + turn) % count;
      if (!overTcp) {
        const end = datagrams(world, server, question, progress);
        if (end.kind === 'next') continue;
        if (end.kind !== 'tcp') return answered(world, end);
        overTcp = true;
      }
      const end = circuit(world, server, question);
      if (end.kind !== 'next') return answered(world, end);
    }
    if (overTcp) break;
  }
  if (!overTcp) world.errno = progress.gotSomewhere ? 'timed-out' : 'refused';
  return FAILED;
}

function answered(world: World, end: Attempt): Attempt {
  world.errno = 'other';
  return end;
}

/** `rotate`: a process draws where its first name begins, each further name begins one server on. */
function startOf(world: World): number {
  const { settings, count, choose } = world;
  if (!settings.rotate || count < 2) return 0;
  const start = world.nextStart ?? choose(count, Array<number>(count).fill(1 / count));
  world.nextStart = (start + 1) % count;
  return start;
}
