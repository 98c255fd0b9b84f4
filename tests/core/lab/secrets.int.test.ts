// A canary planted in every source of secrets: it reaches the build and nothing that stays.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { goProject } from '../../builders/go-project.ts';
import { engineReason } from '../../helpers/engine-reason.ts';
import { nextEvent, runRequest, shellEnv, startOwner, temporaryFolder } from '../../helpers/owner.ts';

const reason = await engineReason();

const CANARIES = { proxy: 'canary-goproxy-7f3a', http: 'canary-httpproxy-91bc', netrc: 'canary-netrc-55de', registry: 'canary-registry-c0de' };

const files = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : []));

describe.skipIf(reason !== null)(`secrets${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
  const data = temporaryFolder();
  const home = temporaryFolder();
  // A module that does not exist makes Go talk to the proxy, and print what it tried.
  const project = goProject(
    {
      // Sums of nothing: with them Go asks the proxy, without them it would not even try.
      'go.sum': `example.test/nowhere v1.0.0 h1:${'A'.repeat(43)}=\nexample.test/nowhere v1.0.0/go.mod h1:${'A'.repeat(43)}=\n`,
      'main.go': 'package main\n\nimport _ "example.test/nowhere"\n\nfunc main() {}\n',
      'ok/main.go': 'package main\n\nimport "time"\n\nfunc main() { time.Sleep(time.Second) }\n',
    },
    'module example.test/probe\n\ngo 1.22\n\nrequire example.test/nowhere v1.0.0\n',
  );
  afterAll(() => {
    data.remove();
    home.remove();
    project.remove();
  });

  it('stand in no container configuration, no stored byte, no event, no reproduce line, no report and no bundle', async () => {
    writeFileSync(join(home.path, '.netrc'), `machine example.test login canary password ${CANARIES.netrc}\n`, { mode: 0o600 });
    mkdirSync(join(home.path, '.docker'));
    writeFileSync(
      join(home.path, '.docker', 'config.json'),
      JSON.stringify({ auths: { 'registry.example.test': { auth: Buffer.from(`canary:${CANARIES.registry}`).toString('base64') } } }),
    );
    const env = {
      ...shellEnv(),
      HOME: home.path,
      GOPROXY: `http://canary:${CANARIES.proxy}@127.0.0.1:9`,
      HTTPS_PROXY: `http://canary:${CANARIES.http}@127.0.0.1:9`,
      GONOSUMDB: '*',
      GOFLAGS: '',
    };
    const owner = await startOwner(data.path);
    const events: string[] = [];
    const listening = new AbortController();
    owner.api.on('lab', (event) => events.push(JSON.stringify(event)), { signal: listening.signal });
    const { id } = await owner.api.call('run.start', runRequest(project.path, { env, set: ['package=.,./ok', 'cgo=0', 'platform=native'] }));
    await nextEvent(owner.api, (event) => event.type === 'cell' && event.run === id && event.stage === 'build');
    const ids = execFileSync('docker', ['ps', '-aq', '--filter', `label=io.cgoscope.run=${id}`])
      .toString('utf8')
      .trim()
      .split('\n');
    const configurations = execFileSync('docker', ['inspect', ...ids]).toString('utf8');
    const run = await owner.api.call('run.wait', { run: id });
    expect(run.cells.map((cell) => cell.outcome)).toEqual(['build-failed', 'pass']);
    const show = await owner.api.call('cell.get', { run: id, cell: '1' });
    const bundle = join(home.path, 'run.cgoscope');
    await owner.api.call('bundle.export', { run: id, to: bundle });
    const reports = await Promise.all((['html', 'md', 'json'] as const).map((format) => owner.api.call('report.render', { run: id, format })));
    listening.abort();
    await owner.stop();

    const places: Record<string, string> = {
      'container configurations': configurations,
      events: events.join('\n'),
      'run document': JSON.stringify(run),
      'show document': JSON.stringify(show),
      bundle: gunzipSync(readFileSync(bundle)).toString('latin1'),
      ...Object.fromEntries(reports.map((report, i) => [`report ${i}`, report.content])),
      ...Object.fromEntries(files(data.path).map((file) => [file, readFileSync(file).toString('latin1')])),
    };
    for (const [place, text] of Object.entries(places)) for (const canary of Object.values(CANARIES)) expect(text.includes(canary), `${canary} in ${place}`).toBe(false);
    // The test can fail: the build really was given the proxy.
    expect(show.logs.build?.text).toMatch(/127\.0\.0\.1:9/);
  });
});
