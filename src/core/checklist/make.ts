// Makes the checklist of one image on one host: what is in it, what its platform answers here, and what its program does when it is started.
import type { Checklist, ChecklistItem } from '../../shared/domain/checklist.ts';
import { InputError, UnsupportedError } from '../../shared/domain/errors.ts';
import type { HostFacts, Verdict } from '../../shared/domain/verdict.ts';
import { platformMatches, readHostFacts } from '../engine/index.ts';
import { factsInSlices } from '../image/audit/index.ts';
import { envOf } from '../image/env.ts';
import type { ImageIndex } from '../image/types.ts';
import { judge } from '../verdict/index.ts';
import type { JudgedBinary } from '../workers/tasks.ts';
import { abiItems, cpuItems, imageItems, type AbiFacts } from './abi/items.ts';
import { deviceItems, devicesOf } from './devices/items.ts';
import { readKernelConfig } from './devices/kernel.ts';
import { emulationItems, entryFor, executedBy } from './emulation.ts';
import { startTraced, type Started, type StartOptions } from './program/start.ts';
import type { ChecklistRoom } from './room.ts';
import { markUsed, syscallItems } from './syscalls/items.ts';
import { goPlatform, probeSyscalls } from './syscalls/index.ts';

/** What the checklist has of other rooms. */
export interface ChecklistParts {
  /** The index of a local image. */
  index(image: string): Promise<ImageIndex>;
  /** A file of the image as a judgement and the item of properties want it; null where it can't be read. */
  binary(image: string, path: string): Promise<JudgedBinary | null>;
}

export interface ChecklistAsk {
  image: string;
  /** Whether the image's own program is started, and for how long. */
  start: boolean;
  seconds: number;
}

/** Rejects with InputError for an image that the engine does not have, CancelledError, and what the engine says. */
export async function makeChecklist(room: ChecklistRoom, parts: ChecklistParts, ask: ChecklistAsk): Promise<Checklist> {
  const { engine } = room;
  const [info, inspected] = await Promise.all([engine.info(), engine.inspectImage(ask.image)]);
  if (inspected === null)
    throw new InputError(`there is no image ${ask.image} on the engine; \`docker images\` lists those that are`, { input: ask.image, expected: 'a local image' });
  const { platform } = inspected;
  if (!platform.startsWith('linux/'))
    throw new InputError(`the image ${ask.image} is for ${platform}: this checklist is for Linux`, { input: ask.image, expected: 'an image for Linux' });
  const helper = await room.toolchains.ensureHelper(room);
  const host = await readHostFacts(engine, helper.image);
  const emulated = isEmulated(platform, host);
  room.progress({ task: 'the image', text: `reading ${ask.image}` });
  const index = await parts.index(ask.image);
  const facts = await factsInSlices(index, room.signal);
  const judged = await judgeStart(parts, ask.image, index, facts.start.program, host);
  const abiFacts: AbiFacts = { index, facts, verdict: judged?.verdict ?? null, properties: judged?.properties ?? null };

  const { uid, gid } = facts.user;
  const user = uid === null || uid === 0 ? null : `${uid}:${gid ?? 0}`;
  const syscalls = await probeSyscalls(room, { platform, host: host.platform, emulated, user });
  // Where the probe itself could not be made, nothing speaks against a start.
  const runs = !('reason' in syscalls.target) || syscalls.target.asked === false;
  const seen = runs && syscalls.made !== null ? await executedBy(room, syscalls.made.probe, syscalls.made.emptyImage, platform) : null;
  const entry = emulated ? entryFor(host.emulators ?? [], platform) : null;
  const emulator = emulated ? (seen ?? entry?.interpreter ?? null) : null;

  const argv = facts.start.argv;
  const startable = ask.start && runs && argv.length > 0;
  const started: Started | null = startable
    ? await startedOrNot(room, {
        image: inspected.id,
        platform,
        goarch: goPlatform(platform).GOARCH,
        argv,
        emulated,
        seconds: ask.seconds,
        memoryBytes: Math.floor(info.memoryBytes / 2),
      })
    : null;
  const config = await readKernelConfig(room);
  const devices = started === null ? [] : devicesOf(started.paths, config);
  const rows = markUsed(syscalls.rows, started?.calls ?? null);
  const items: ChecklistItem[] = [
    ...imageItems(abiFacts),
    ...abiItems(abiFacts),
    ...cpuItems(abiFacts),
    ...emulationItems({ platform, host: host.platform, emulated, emulators: host.emulators ?? [], executedBy: seen, target: syscalls.target }),
    ...syscallItems({ rows, target: syscalls.target, started, platform, kernel: info.kernel, emulator }),
    ...deviceItems(started, devices, config),
  ];
  return {
    schema: 'cgoscope/checklist@0',
    image: { ref: ask.image, id: inspected.id, platform },
    host: {
      platform: host.platform,
      kernel: info.kernel,
      engine: `${info.name === '' ? 'engine' : 'docker'} ${info.version}`,
      cpu: host.cpu === null ? null : `${host.cpu.model}${host.cpu.level === null ? '' : ` (${host.cpu.level})`}`,
      emulated,
      emulator,
      seccomp: seccompOf(info.security),
    },
    traced: started === null ? null : { argv, seconds: ask.seconds, ended: started.ended },
    items,
    syscalls: rows,
    devices,
    passed: items.filter(({ status }) => status === 'pass').length,
    failed: items.filter(({ status }) => status === 'fail').length,
  };
}

/** Null where there is no tracer to be had: a start that nobody watches shows nothing. */
async function startedOrNot(room: ChecklistRoom, options: StartOptions): Promise<Started | null> {
  try {
    return await startTraced(room, options);
  } catch (error) {
    if (!(error instanceof UnsupportedError)) throw error;
    room.progress({ task: 'its own program', text: `not started: ${error.message}` });
    return null;
  }
}

/** Programs that a 64-bit kernel may run beside its own, without an emulator. */
const COMPAT: Readonly<Record<string, string>> = { 'linux/386': 'linux/amd64', 'linux/arm': 'linux/arm64' };

/** Whether another program executes this platform's programs here. An entry of binfmt_misc comes before the kernel's own 32-bit support. */
export function isEmulated(platform: string, host: Pick<HostFacts, 'platform' | 'emulators'>): boolean {
  if (platformMatches(platform, host.platform)) return false;
  const base = platform.split('/').slice(0, 2).join('/');
  const enabled = host.emulators?.some((each) => each.enabled && each.platform === base) === true;
  return enabled || COMPAT[base] !== host.platform;
}

/** `default` of `name=seccomp,profile=default`; null where the engine has none. */
const seccompOf = (security: readonly string[]): string | null => {
  const entry = security.find((each) => each.includes('seccomp'));
  return entry === undefined ? null : (/profile=([^,]+)/.exec(entry)?.[1] ?? 'default');
};

async function judgeStart(
  parts: ChecklistParts,
  image: string,
  index: ImageIndex,
  program: string | null,
  host: HostFacts,
): Promise<{ verdict: Verdict; properties: AbiFacts['properties'] } | null> {
  if (program === null) return null;
  const found = index.resolve(program);
  if (!found.found) return null;
  const read = await parts.binary(image, found.path);
  if (read === null) return null;
  const verdict = judge({
    elf: read.elf,
    go: read.go,
    undefinedSymbols: read.undefinedSymbols,
    scriptHead: read.scriptHead,
    image: index,
    host,
    at: found.path,
    env: envOf(index.config),
    mode: found.entry.mode,
  });
  return { verdict, properties: read.properties };
}
