// Who really executes the image's programs: seen from outside, as an emulator answers its guest's questions about itself with lies (claims C31, C39).
import { setTimeout as delay } from 'node:timers/promises';
import type { ChecklistItem } from '../../shared/domain/checklist.ts';
import { CancelledError } from '../../shared/domain/errors.ts';
import { StartFailedError, type Emulator } from '../engine/types.ts';
import { runOnce } from '../toolchain/index.ts';
import { itemsOf } from './item.ts';
import type { ChecklistRoom } from './room.ts';
import type { Asked, NotAsked, Probe } from './syscalls/index.ts';

const item = itemsOf('emulation', ['C31', 'C39']);
const LOOK_MS = 20_000;

/** `$1` is the program that was started. What the host's kernel executes as process 1 of the other container, and its arguments. */
const SCRIPT = 'readlink /proc/1/exe; tr "\\0" " " < /proc/1/cmdline';

/**
 * /proc/PID/exe of a probe that waits, read by a native container that shares its process namespace: the path of the emulator, or of the probe itself.
 * Null where nothing can be started or seen.
 */
export async function executedBy(room: ChecklistRoom, probe: Probe, emptyImage: string, platform: string): Promise<string | null> {
  const { engine } = room;
  const helper = await room.toolchains.ensureHelper(room);
  const id = await engine.createContainer({
    image: emptyImage,
    platform,
    role: 'run',
    run: '-',
    argv: [probe.path, 'wait'],
    network: 'none',
    mounts: [{ volume: probe.volume, target: probe.mount, readOnly: true }],
    pidsLimit: 64,
    memoryBytes: 256 << 20,
  });
  try {
    let said: () => void = () => undefined;
    const ready = new Promise<'ready'>((resolve) => (said = () => resolve('ready')));
    const running = await engine.startContainer(id, { onStdout: () => said() });
    const over = new AbortController();
    const patience = delay(LOOK_MS, 'late' as const, { signal: AbortSignal.any([over.signal, room.signal]) }).catch(() => 'late' as const);
    const first = await Promise.race([ready, running.ended.then(() => 'ended' as const), patience]);
    over.abort();
    if (room.signal.aborted) throw new CancelledError();
    if (first !== 'ready') return null;
    const { stdout } = await runOnce(engine, { image: helper.image, role: 'run', argv: ['/bin/sh', '-c', SCRIPT], pidOf: id, user: '0' }, room.signal, { timeMs: LOOK_MS });
    await running.kill();
    const exe = stdout.split('\n')[0]?.trim() ?? '';
    return exe === '' ? null : exe.slice(0, 300);
  } catch (error) {
    if (error instanceof StartFailedError) return null;
    throw error;
  } finally {
    await engine.removeContainer(id);
  }
}

export interface EmulationFacts {
  platform: string;
  host: string;
  emulated: boolean;
  emulators: readonly Emulator[];
  /** Seen from outside. */
  executedBy: string | null;
  target: Asked | NotAsked;
}

/** The entry of binfmt_misc that the kernel would take for this platform. */
export const entryFor = (emulators: readonly Emulator[], platform: string): Emulator | null => {
  const base = platform.split('/').slice(0, 2).join('/');
  return emulators.find((each) => each.platform === base && each.enabled) ?? emulators.find((each) => each.platform === base) ?? null;
};

export function emulationItems(facts: EmulationFacts): ChecklistItem[] {
  const { platform, host, emulated, target } = facts;
  if (!emulated)
    return [
      item('emulation.needed', 'Emulation', 'not-applicable', `${platform} is what the host's own CPU executes`, [
        { source: 'host', text: `the engine's host is ${host}` },
        ...(facts.executedBy === null ? [] : [{ source: 'host', text: `/proc/PID/exe from outside: ${facts.executedBy}` }]),
      ]),
    ];
  const entry = entryFor(facts.emulators, platform);
  const told = entry === null ? [] : [{ source: 'host', text: `binfmt_misc/${entry.name}: ${entry.enabled ? 'enabled' : 'disabled'}, flags ${entry.flags}, ${entry.interpreter}` }];
  if ('reason' in target && target.asked === false && entry?.enabled === true && entry.flags.includes('F'))
    return [
      item(
        'emulation.needed',
        'Emulation',
        'warn',
        `every program of ${platform} is executed by ${entry.interpreter} on ${host}, as binfmt_misc says; no probe was there to show it`,
        told,
      ),
    ];
  if ('reason' in target)
    return [
      item(
        'emulation.needed',
        'Emulation',
        'fail',
        `${platform} does not run on ${host}: ${entry === null ? 'no emulator is registered' : !entry.enabled ? `${entry.name} is disabled` : entry.flags.includes('F') ? `${entry.name} is registered, and the probe did not start` : `${entry.name} is registered without the F flag, so containers don't find it`}`,
        [...told, { source: 'probe', text: target.reason }],
      ),
    ];
  const { machine, cpu, exe } = target.surroundings;
  return [
    item(
      'emulation.needed',
      'Emulation',
      'warn',
      `every program of ${platform} is executed by ${facts.executedBy ?? entry?.interpreter ?? 'an emulator'} on ${host}: what passes here has not run on ${platform}`,
      [...told, ...(facts.executedBy === null ? [] : [{ source: 'host', text: `/proc/PID/exe from outside: ${facts.executedBy}` }])],
    ),
    item(
      'emulation.inside',
      'What a program inside can know of it',
      'pass',
      `uname says ${machine} and /proc/self/exe the program itself; ${cpu === '' ? '/proc/cpuinfo names no CPU' : `/proc/cpuinfo says ${cpu}`}`,
      [
        { source: 'probe', text: `uname machine: ${machine}` },
        { source: 'probe', text: `/proc/self/exe inside: ${exe}` },
        { source: 'probe', text: `/proc/cpuinfo inside: ${cpu === '' ? 'no CPU named' : cpu}` },
      ],
    ),
  ];
}
