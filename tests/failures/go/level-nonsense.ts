// A level that Go does not know: since 1.23 it passes without a word (facts/claims.md C17), and GOARM64 is an error (C18).
import type { Failure } from '../types.ts';
import { settingsIn, withShell } from './_shell.ts';

const FILES = { 'go.mod': 'module example.com/level\n\ngo 1.24\n', 'main.go': 'package main\n\nfunc main() { println("level") }\n' };

const failures: Failure[] = [
  {
    kind: 'text',
    name: 'level-nonsense-silent',
    cause: 'level-nonsense',
    make: (engine, toolchains) =>
      withShell(engine, toolchains, null, async ({ run, go }) => {
        const built = async (goarm: string) => {
          const { log, code } = await run(FILES, 'go build -o app . && go version -m app', { GOARCH: 'arm', GOARM: goarm });
          return { log, facts: { build: { go, goos: 'linux', goarch: 'arm', exitStatus: code }, elf: { goVersion: go, goSettings: settingsIn(log) } } };
        };
        return { ...(await built('8')), control: await built('7') };
      }),
  },
  {
    kind: 'text',
    name: 'level-nonsense-refused',
    cause: 'level-nonsense',
    make: (engine, toolchains) =>
      withShell(engine, toolchains, null, async ({ run }) => {
        const made = await run(FILES, 'go build -o app .', { GOARCH: 'arm64', GOARM64: '8.2' });
        const control = await run({ ...FILES, 'main.go': 'package main\n\nfunc main() { level() }\n' }, 'go build -o app .', { GOARCH: 'arm64', GOARM64: 'v8.2' });
        return { log: made.log, control: { log: control.log } };
      }),
  },
  {
    kind: 'text',
    name: 'level-nonsense-pair',
    cause: 'level-nonsense',
    make: (engine, toolchains) =>
      withShell(engine, toolchains, null, async ({ run }) => {
        const made = await run(FILES, 'go build -o app .', { GOOS: 'linux', GOARCH: 'x86_64' });
        const control = await run({ ...FILES, 'main.go': 'package main\n\nfunc main() { level() }\n' }, 'go build -o app .', { GOOS: 'linux', GOARCH: 'arm' });
        return { log: made.log, control: { log: control.log } };
      }),
  },
];

export default failures;
