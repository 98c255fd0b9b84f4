// What a fix changes, as rows.
import { describe, expect, it } from 'vitest';
import { changeRows, isByHand } from '../../../src/renderer/views/findings/change-rows.ts';
import { confidenceWord } from '../../../src/renderer/views/findings/confidence.ts';

const said = (...given: Parameters<typeof changeRows>): string[] => changeRows(...given).map(({ kind, name, from, to }) => `${kind} ${name}: ${from ?? ''} > ${to ?? 'OUT'}`);

describe('a change', () => {
  it('of axes says what they were, and leaves out what stays', () => {
    expect(said({ axes: { base: 'glibc', level: 'v1', cgo: '1' } }, { base: 'musl', cgo: '1' })).toEqual(['axis base: musl > glibc', 'axis level:  > v1']);
  });

  it('names everything that it touches, and what it takes out', () => {
    const rows = said({
      env: { CC: 'musl-gcc', GOOS: null },
      goflags: null,
      ldflags: '-s',
      packages: ['libssl-dev', 'zlib1g-dev'],
      modules: { proxy: 'off' },
      sources: [
        { path: 'old.c', content: null },
        { path: 'main.go', find: 'a', replace: 'b' },
      ],
      run: {
        env: { TZ: null },
        user: null,
        network: 'outside',
        args: ['-v', 'x'],
        files: [
          { path: '/etc/passwd', content: 'root' },
          { path: '/zoneinfo', from: 'distroless' },
        ],
        resolvConf: 'nameserver 192.0.2.1',
      },
    });
    expect(rows).toEqual([
      'env CC:  > musl-gcc',
      'env GOOS:  > OUT',
      'flag GOFLAGS:  > OUT',
      'flag -ldflags:  > -s',
      'packages :  > libssl-dev zlib1g-dev',
      'modules proxy:  > off',
      'source old.c:  > OUT',
      'source main.go: a > b',
      'runEnv TZ:  > OUT',
      'run user:  > OUT',
      'run network:  > outside',
      'run args:  > -v x',
      'file /etc/passwd:  > root',
      'fileFrom /zoneinfo:  > distroless',
      'file /etc/resolv.conf:  > nameserver 192.0.2.1',
    ]);
  });

  it('is by hand where only a person can do it, and no longer where a part can be run', () => {
    expect(isByHand({ manual: ['uname -r'] })).toBe(true);
    expect(isByHand({ manual: ['uname -r'], axes: { cgo: '0' } })).toBe(false);
    expect(isByHand({})).toBe(false);
  });
});

it.each([
  [0.97, 'certain'],
  [0.9, 'likely'],
  [0.6, 'likely'],
  [0.59, 'possible'],
  [0.3, 'possible'],
  [0.1, 'faint'],
])('a confidence of %d is said to be %s', (confidence, word) => expect(confidenceWord(confidence)).toBe(word));
