// By what a program is executed on the host: its own CPU, its 32-bit half, an emulator, or nothing.
import type { HostFacts } from '../../shared/domain/verdict.ts';
import { architectureOf, architectureOfPlatform, compatible, platformOf } from './machine.ts';
import type { Subject } from './subject.ts';
import type { JudgeInput } from './types.ts';

type Emulator = NonNullable<HostFacts['emulators']>[number];

export type Execution =
  | { readonly by: 'cpu' }
  /** 32 bit on 64; `sure`: the kernel is known to have it. */
  | { readonly by: 'compat'; readonly sure: boolean }
  | { readonly by: 'emulator'; readonly emulator: Emulator }
  /** `emulator`: one that is there and can't serve, with the reason. */
  | { readonly by: 'nothing'; readonly emulator: Emulator | null; readonly why: string }
  | { readonly by: 'unknown'; readonly why: string };

export function execution({ host, image }: JudgeInput, subject: Subject | null): Execution {
  if (subject === null) return { by: 'unknown', why: 'nothing is executed' };
  const architecture = architectureOf(subject.brief);
  if (host === null) return { by: 'unknown', why: 'no engine was asked, so nothing is known of the host' };
  const native = architectureOfPlatform(host.platform);
  if (architecture === native) return { by: 'cpu' };
  if (architecture !== null && compatible(native, architecture)) {
    if (architecture !== 'x32' && host.compat32 === true) return { by: 'compat', sure: true };
    const emulated = emulatorFor(host, subject);
    if (emulated !== null && works(emulated, image) === null) return { by: 'emulator', emulator: emulated };
    if (host.compat32 === false && architecture !== 'x32') return { by: 'nothing', emulator: emulated, why: `the host's kernel runs no programs of 32 bit` };
    return { by: 'compat', sure: false };
  }
  if (host.emulators === null) return { by: 'unknown', why: `the host's emulators are not known` };
  const emulator = emulatorFor(host, subject);
  if (emulator === null)
    return { by: 'nothing', emulator: null, why: `${host.platform} has no handler for ${platformOf(subject.brief) ?? subject.brief.machine ?? 'it'} in binfmt_misc` };
  const broken = works(emulator, image);
  return broken === null ? { by: 'emulator', emulator } : { by: 'nothing', emulator, why: broken };
}

/** By the platform of its magic; where that has no name, by qemu's own name of the machine. An enabled one before one that is off. */
function emulatorFor(host: HostFacts, { brief }: Subject): Emulator | null {
  const platform = platformOf(brief);
  const word = (brief.machine ?? '').replace(/^EM_/, '').toLowerCase();
  const fitting = (host.emulators ?? []).filter((each) => (each.platform !== null ? each.platform === platform : word !== '' && each.name.toLowerCase() === `qemu-${word}`));
  return fitting.find((each) => each.enabled && each.flags.includes('F')) ?? fitting.find((each) => each.enabled) ?? fitting[0] ?? null;
}

/** Why it does not serve in a container of the image; null where it does. With F the kernel opened the emulator when it was registered; without, it looks in the container. */
function works(emulator: Emulator, image: JudgeInput['image']): string | null {
  if (!emulator.enabled) return `the handler ${emulator.name} is registered, and off`;
  if (emulator.flags.includes('F')) return null;
  const resolved = image.resolve(emulator.interpreter.startsWith('/') ? emulator.interpreter : `/${emulator.interpreter}`);
  return resolved.found ? null : `the handler ${emulator.name} is registered without the F flag, and ${emulator.interpreter} is not in the image`;
}
