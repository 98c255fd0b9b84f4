import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseProbe, unanswered, type Answer } from '../../../src/core/checklist/syscalls/answers.ts';
import { syscallItems, type SyscallFacts } from '../../../src/core/checklist/syscalls/items.ts';
import { callsOf } from '../../../src/core/checklist/syscalls/table.ts';
import { olderThan, shownAnswer, verdictOf } from '../../../src/core/checklist/syscalls/verdict.ts';
import type { Started } from '../../../src/core/checklist/program/start.ts';
import type { SyscallRow } from '../../../src/shared/domain/checklist.ts';

const said = (errno: string | null, result = '-1'): Answer => ({ result, errno });
const ok = said(null, '0');
const EINVAL = said('EINVAL');
const ENOSYS = said('ENOSYS');
const EPERM = said('EPERM');

describe('who refuses a system call', () => {
  it('is nobody where it answers, also where it only found its arguments wrong', () => {
    expect(verdictOf({ target: ok, unconfined: ok, native: null }, false)).toBe('available');
    expect(verdictOf({ target: EINVAL, unconfined: null, native: null }, false)).toBe('available');
  });

  it.each([ENOSYS, EPERM, said('SIGSYS'), said('code 159')])('is seccomp where the kernel answers without it ($errno)', (target) =>
    expect(verdictOf({ target, unconfined: EINVAL, native: null }, false)).toBe('refused-by-seccomp'),
  );

  it('is the kernel where it says EPERM with and without seccomp', () => expect(verdictOf({ target: EPERM, unconfined: EPERM, native: null }, false)).toBe('refused-by-kernel'));

  it('is seccomp where ENOSYS becomes EPERM without it', () => expect(verdictOf({ target: ENOSYS, unconfined: EPERM, native: null }, false)).toBe('refused-by-seccomp'));

  it('is a kernel that lacks it where ENOSYS stays', () => expect(verdictOf({ target: ENOSYS, unconfined: ENOSYS, native: null }, false)).toBe('missing-in-kernel'));

  it('is the emulator where the host answers the same call', () => expect(verdictOf({ target: ENOSYS, unconfined: ENOSYS, native: EINVAL }, true)).toBe('hidden-by-emulator'));

  it('is the kernel under an emulator where the host lacks it too', () =>
    expect(verdictOf({ target: ENOSYS, unconfined: ENOSYS, native: ENOSYS }, true)).toBe('missing-in-kernel'));

  it('is not known where an answer is missing', () => {
    expect(verdictOf({ target: null, unconfined: null, native: null }, false)).toBe('unknown');
    expect(verdictOf({ target: ENOSYS, unconfined: null, native: null }, false)).toBe('unknown');
    expect(verdictOf({ target: ENOSYS, unconfined: ENOSYS, native: null }, true)).toBe('unknown');
  });

  it('shows an errno of the arguments as a result, and a refusal as an error', () => {
    expect(shownAnswer(EINVAL)).toEqual({ result: 'EINVAL', error: null });
    expect(shownAnswer(ENOSYS)).toEqual({ result: 'ENOSYS', error: 'ENOSYS' });
    expect(shownAnswer(said(null, '1023'))).toEqual({ result: '1023', error: null });
    expect(shownAnswer(null)).toBeNull();
  });
});

describe('kernel versions', () => {
  it.each([
    ['5.4.0-1-amd64', '5.6', true],
    ['5.6', '5.6', false],
    ['5.10.0', '5.6', false],
    ['6.18.44-fc', '6.8', false],
    ['2.6.32', '2.6.39', true],
    ['nonsense', '5.6', null],
  ])('%s is older than %s: %s', (release, since, older) => expect(olderThan(release, since)).toBe(older));
});

const OUTPUT = `{"goos":"linux","goarch":"arm64","machine":"aarch64","release":"6.1.0","exe":"/probe","Seccomp":"2","CapEff":"00","Uid":"1000 1000 1000 1000","vendor_id":"GenuineIntel","model name":"","CPU implementer":"0x41"}
{"name":"membarrier","number":283,"result":"1023","errno":null}
{"name":"openat2","number":437,"result":"-1","errno":"ENOSYS"}
`;

describe('what the probe wrote', () => {
  it('is read: where it stood, and an answer per call', () => {
    const { surroundings, answers, complete } = parseProbe(`${OUTPUT}{"end":true}\n`);
    expect(surroundings).toMatchObject({ goarch: 'arm64', machine: 'aarch64', seccomp: '2', uid: '1000', cpu: 'GenuineIntel implementer 0x41' });
    expect([...answers]).toEqual([
      ['membarrier', { result: '1023', errno: null }],
      ['openat2', { result: '-1', errno: 'ENOSYS' }],
    ]);
    expect(complete).toBe(true);
  });

  it('tells the call that ended it by the first answer that is missing', () => {
    const calls = callsOf('arm64').filter(({ call }) => ['membarrier', 'openat2', 'rseq'].includes(call.name));
    const { answers, complete } = parseProbe(`${OUTPUT}{"name":"rs`);
    expect(complete).toBe(false);
    expect(calls[unanswered(calls, answers) ?? -1]?.call.name).toBe('rseq');
  });

  it('may be anything', () => {
    fc.assert(fc.property(fc.string({ maxLength: 2000 }), (text) => void parseProbe(text)));
    fc.assert(fc.property(fc.array(fc.json(), { maxLength: 20 }), (lines) => void parseProbe(lines.join('\n'))));
  });
});

const row = (name: string, verdict: SyscallRow['verdict'], error: string | null, used: boolean | null): SyscallRow => ({
  name,
  number: 1,
  since: '5.6',
  source: 'openat2(2)',
  target: { result: error ?? '0', error },
  unconfined: null,
  native: null,
  verdict,
  used,
});
const started = (more: Partial<Started> = {}): Started => ({ ended: 'ended with code 0', healthy: true, calls: new Set(), paths: new Map(), notes: [], ...more });
const facts = (rows: SyscallRow[], more: Partial<SyscallFacts> = {}): SyscallFacts => ({
  rows,
  target: { surroundings: { goarch: 'arm64', machine: 'aarch64', release: '6.1.0', exe: '/probe', seccomp: '2', capabilities: '', uid: '0', cpu: '' }, answers: new Map() },
  started: started(),
  platform: 'linux/arm64',
  kernel: '6.1.0',
  emulator: '/usr/bin/qemu-aarch64',
  ...more,
});
const statuses = (given: SyscallFacts): Record<string, string> => Object.fromEntries(syscallItems(given).map(({ id, status }) => [id, status]));

describe('items of system calls', () => {
  it('fail for a call that the program made and that is not there', () => {
    const items = syscallItems(facts([row('openat2', 'hidden-by-emulator', 'ENOSYS', true)]));
    expect(items.find(({ id }) => id === 'syscalls.used.openat2')).toMatchObject({ status: 'fail', text: expect.stringContaining('/usr/bin/qemu-aarch64') as string });
  });

  it('do not fail for the same call where the program never made it', () => {
    expect(statuses(facts([row('openat2', 'hidden-by-emulator', 'ENOSYS', false)]))).toEqual({ 'syscalls.probe': 'pass', 'syscalls.seccomp': 'pass', 'syscalls.used': 'pass' });
  });

  it('pass for a call that was made and is there', () => expect(statuses(facts([row('openat2', 'available', null, true)]))['syscalls.used']).toBe('pass'));

  it('warn where C libraries go on without the call and the program did', () => {
    const refused = row('clone3', 'refused-by-seccomp', 'ENOSYS', true);
    expect(statuses(facts([refused]))['syscalls.used.clone3']).toBe('warn');
    expect(statuses(facts([refused], { started: started({ healthy: false, ended: 'ended with code 2' }) }))['syscalls.used.clone3']).toBe('fail');
    // glibc falls back on ENOSYS alone: EPERM for clone3 is what broke programs in old containers.
    expect(statuses(facts([row('clone3', 'refused-by-seccomp', 'EPERM', true)]))['syscalls.used.clone3']).toBe('fail');
  });

  it('are unknown where the program ended badly before it made any', () => {
    expect(statuses(facts([row('openat2', 'available', null, false)], { started: started({ healthy: false, ended: 'ended with code 1' }) }))['syscalls.used']).toBe('unknown');
  });

  it('are unknown where the program was not started, or nothing of it was seen', () => {
    expect(statuses(facts([row('openat2', 'available', null, null)], { started: null }))['syscalls.used']).toBe('unknown');
    expect(statuses(facts([row('openat2', 'available', null, null)], { started: started({ calls: null }) }))['syscalls.used']).toBe('unknown');
  });

  it('fail where not even the probe starts, and say nothing more', () => {
    expect(syscallItems(facts([], { target: { reason: 'exec format error' } }))).toMatchObject([
      { id: 'syscalls.probe', status: 'fail', text: expect.stringContaining('exec format error') as string },
    ]);
  });

  it('are unknown where the probe could not be made', () => {
    expect(syscallItems(facts([], { target: { reason: 'no Go toolchain can be had', asked: false } }))).toMatchObject([{ id: 'syscalls.probe', status: 'unknown' }]);
  });

  it('tell a kernel that is too old from one that was built without it', () => {
    const text = (kernel: string) => syscallItems(facts([row('openat2', 'missing-in-kernel', 'ENOSYS', true)], { kernel })).find(({ id }) => id === 'syscalls.used.openat2')?.text;
    expect(text('5.4.0')).toContain('Linux 5.6 brought it');
    expect(text('6.1.0')).toContain('built without it');
  });

  it('warn of a container without seccomp', () => {
    const given = facts([]);
    if ('reason' in given.target) throw new Error('the builder gives a target');
    expect(statuses({ ...given, target: { ...given.target, surroundings: { ...given.target.surroundings, seccomp: '0' } } })['syscalls.seccomp']).toBe('warn');
  });
});
