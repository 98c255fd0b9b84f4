// What a procedure would download for the lab is named first: a person is asked, a script is told what to say.
import { CancelledError, InputError } from '../../../shared/domain/errors.ts';
import type { Shell } from '../../shell.ts';

/** Calls with `yes` as given; where that is refused for want of a yes, asks, and calls again. `what`: the command. */
export async function withConsent<T>(shell: Shell, what: string, yes: boolean, call: (yes: boolean) => Promise<T>): Promise<T> {
  try {
    return await call(yes);
  } catch (error) {
    // Errors that crossed a process boundary keep what they say of their input, not their class.
    if (yes || !(error instanceof Error) || error.name !== 'InputError' || !('input' in error) || error.input !== 'yes') throw error;
    const answer = await shell.io.ask(`${error.message}. Go on? [Y/n] `);
    if (answer === null) throw new InputError(`${error.message}; --yes allows it`, { input: what, expected: '--yes' });
    if (!/^(y(es)?)?$/i.test(answer.trim())) throw new CancelledError('nothing was started');
    return call(true);
  }
}
