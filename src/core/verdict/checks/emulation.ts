// Who executes it on this host. Facts: binfmt-misc of the kernel's admin guide (F: the interpreter is opened when it is registered), facts/docker.md 4.
import type { Context } from '../context.ts';
import { platformOf } from '../machine.ts';
import { fail, notNeeded, nothingStarts, ofHost, pass, unknown, type Result } from '../result.ts';

export function emulation({ input: { host }, subject, execution }: Context): Result {
  if (subject === null) return nothingStarts();
  const wanted = platformOf(subject.brief) ?? subject.brief.machine ?? 'an unknown machine';
  const at = ofHost(host === null ? 'no engine was asked' : `the engine's host is ${host.platform}, Linux ${host.kernel}`);
  switch (execution.by) {
    case 'cpu':
      return notNeeded(`the host is ${host?.platform ?? wanted}: its own CPU executes it`, at);
    case 'compat':
      return execution.sure
        ? pass(`the host's kernel runs ${wanted} beside ${host?.platform}`, at)
        : unknown(`whether the host's kernel runs ${wanted} beside ${host?.platform} is not known`, at);
    case 'emulator':
      return pass(
        `emulated: ${execution.emulator.name} executes ${wanted} on ${host?.platform}`,
        at,
        ofHost(`binfmt_misc/${execution.emulator.name}: ${execution.emulator.enabled ? 'enabled' : 'off'}, flags ${execution.emulator.flags}, ${execution.emulator.interpreter}`),
      );
    case 'nothing':
      return fail(
        'binfmt-missing',
        execution.why,
        at,
        ...(execution.emulator === null ? [] : [ofHost(`binfmt_misc/${execution.emulator.name}: flags ${execution.emulator.flags}`)]),
      );
    case 'unknown':
      return unknown(execution.why, at);
  }
}
