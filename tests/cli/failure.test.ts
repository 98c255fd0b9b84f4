import { describe, expect, it } from 'vitest';
import { failureOf } from '../../src/cli/failure.ts';
import { DisconnectedError } from '../../src/shared/api/wire-errors.ts';

const gone = new DisconnectedError('the process 7 that owns the data folder has ended');

describe('an owner that went away', () => {
  it('is no bug: 4, and one sentence by what was under way', () => {
    expect(failureOf(gone)).toEqual({
      code: 4,
      bug: false,
      text: 'the process 7 that owns the data folder has ended before it answered; what is stored is whole: give the command again',
    });
    const said = (state: 'asked' | 'running' | 'ended'): string => failureOf(gone, { what: 'run X', state, look: 'cgoscope show X' }).text;
    expect(said('asked')).toMatch(/has ended before it said that run X had begun; .* `cgoscope show X` shows whether it is there$/);
    expect(said('running')).toMatch(/has ended and run X was cut off; what it had finished is kept: `cgoscope show X` shows it$/);
    expect(said('ended')).toMatch(/has ended after run X had ended, which is whole: /);
  });

  it('is a bug where it crashed or spoke nonsense', () => {
    expect(failureOf(new DisconnectedError('the process 7 that owns the data folder has crashed: TypeError: x', { bug: true }))).toMatchObject({ code: 70, bug: true });
  });
});
