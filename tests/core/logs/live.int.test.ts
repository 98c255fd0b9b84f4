// A log followed while its program runs on the engine: what a window sees that opens late, and what the events said.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LabEvent } from '../../../src/shared/domain/documents.ts';
import { goProject } from '../../builders/go-project.ts';
import { engineReason } from '../../helpers/engine-reason.ts';
import { nextEvent, runRequest, startOwner, temporaryFolder } from '../../helpers/owner.ts';

const reason = await engineReason();

/** Writes a character in two halves, then waits to be stopped; to stderr a line. */
const SLOW = `package main

import (
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM)
	os.Stderr.WriteString("said aside\\n")
	os.Stdout.WriteString("first line\\nwor\\xe4\\xb8")
	time.Sleep(300 * time.Millisecond)
	os.Stdout.WriteString("\\x96 and more")
	<-stop
	os.Stdout.WriteString("\\nlast")
}
`;

describe.skipIf(reason !== null)(`the log of a running cell${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
  const data = temporaryFolder();
  const project = goProject({ 'main.go': SLOW, 'cgoscope.yaml': 'axes:\n  cgo: [0]\n  platform: [native]\nrun: { trace: off, limits: { time: 6s } }\n' });
  let owner: Awaited<ReturnType<typeof startOwner>>;
  beforeAll(async () => {
    owner = await startOwner(data.path);
  });
  afterAll(async () => {
    await owner.stop();
    data.remove();
    project.remove();
  });

  it('is read from its beginning while it is written, and is the same when it is stored', async () => {
    const told: Record<string, string> = { build: '', stdout: '', stderr: '' };
    const done = new AbortController();
    owner.api.on(
      'lab',
      (event: LabEvent) => {
        if (event.type === 'log') told[event.stream] = `${told[event.stream] ?? ''}${event.text}`;
      },
      { signal: done.signal },
    );
    const seen = nextEvent(owner.api, () => (told['stdout'] ?? '').includes('and more'));
    const { id } = await owner.api.call('run.start', runRequest(project.path));
    await seen;
    const read = (stream: 'build' | 'stdout' | 'stderr') => owner.api.call('log.read', { run: id, cell: 1, stream, count: 5_000 });
    expect(await read('stdout')).toMatchObject({ lines: ['first line', 'wor\u4e16 and more'], complete: false, total: 2 });
    expect(await read('stderr')).toMatchObject({ lines: ['said aside'], complete: false });
    expect(await read('build')).toMatchObject({ complete: true });
    expect(await owner.api.call('log.search', { run: id, cell: 1, stream: 'stdout', query: 'AND MORE' })).toMatchObject({ total: 1, matches: [{ line: 2, column: 5, length: 8 }] });
    await owner.api.call('run.wait', { run: id });
    done.abort();
    const after = await read('stdout');
    expect(after).toMatchObject({ complete: true, truncated: false });
    expect(after.lines.slice(0, 2)).toEqual(['first line', 'wor\u4e16 and more']);
    expect(told['stdout']).toBe(after.lines.join('\n'));
    const build = await read('build');
    const lines = told['build']?.split('\n').slice(0, build.total);
    expect(lines?.map((line) => line.slice(0, 4_000))).toEqual(build.lines);
    expect((await owner.api.call('log.marks', { run: id, cell: 1, stream: 'build' })).marks.some(({ kind }) => kind === 'command')).toBe(true);
  });
});
