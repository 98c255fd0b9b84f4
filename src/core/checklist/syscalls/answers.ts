// What the probe wrote, read back: where it stood, and an answer per call. Pure, and made for any text: the probe runs inside a container.
import type { Call } from './table.ts';

/** Where the probe stood, as it looked from inside. */
export interface Surroundings {
  goarch: string;
  /** `uname -m` inside. An emulator answers it for its guest (claim C31). */
  machine: string;
  release: string;
  /** /proc/self/exe as seen inside; an emulator lies about it as well. */
  exe: string;
  /** /proc/self/status: `0` none, `1` strict, `2` filter; empty where it could not be read. */
  seccomp: string;
  capabilities: string;
  uid: string;
  /** /proc/cpuinfo: vendor and model name, or CPU implementer; what the host is shows through most emulators. */
  cpu: string;
}

/** The kernel's answer: its value, and the errno's name for a refusal or a failure. */
export interface Answer {
  result: string;
  /** Any errno, `EINVAL` too; `SIGSYS` or the like where the call ended the probe. Null for success. */
  errno: string | null;
}

export interface ProbeOutput {
  surroundings: Surroundings | null;
  answers: Map<string, Answer>;
  /** The probe came to its last line. */
  complete: boolean;
}

const MAX_LINES = 1_000;

/** Answers that say "not here": everything else means that the call is there and looked at its arguments. */
export const REFUSALS = ['ENOSYS', 'EPERM'] as const;

export function parseProbe(text: string): ProbeOutput {
  const output: ProbeOutput = { surroundings: null, answers: new Map(), complete: false };
  for (const line of text.split('\n').slice(0, MAX_LINES)) {
    const value = parseLine(line);
    if (value === null) continue;
    const field = (name: string): string => {
      const found = value[name];
      return typeof found === 'string' ? found.slice(0, 300) : '';
    };
    if (value['end'] === true) output.complete = true;
    else if (field('goarch') !== '')
      output.surroundings = {
        goarch: field('goarch'),
        machine: field('machine'),
        release: field('release'),
        exe: field('exe'),
        seccomp: field('Seccomp'),
        capabilities: field('CapEff'),
        uid: field('Uid').split(' ')[0] ?? '',
        cpu: [field('vendor_id'), field('model name'), field('CPU implementer') === '' ? '' : `implementer ${field('CPU implementer')}`].filter((part) => part !== '').join(' '),
      };
    else if (field('name') !== '' && field('result') !== '') output.answers.set(field('name'), { result: field('result'), errno: field('errno') === '' ? null : field('errno') });
  }
  return output;
}

function parseLine(line: string): Record<string, unknown> | null {
  if (!line.startsWith('{') || line.length > 10_000) return null;
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null; // an object: every field is checked where it is read
  } catch {
    return null; // half a line, of a probe that was ended; the call counts as unanswered
  }
}

/** The first call that has no answer: the one that ended the probe. Null where all were answered. */
export const unanswered = (calls: readonly { call: Call; number: number }[], answers: ReadonlyMap<string, Answer>): number | null => {
  const at = calls.findIndex(({ call }) => !answers.has(call.name));
  return at < 0 ? null : at;
};
