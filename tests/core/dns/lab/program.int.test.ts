// The lab's program for real: built in a toolchain's container, its own tests run there, and jobs driven through it with the capabilities that the lab has.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { calibrationOf } from '../../../../src/core/dns/lab/calibration.ts';
import { createLineReader, type ReadLine, type SampleLine } from '../../../../src/core/dns/lab/lines.ts';
import type { LabJob, LabSample, LabServer } from '../../../../src/core/dns/lab/protocol.ts';
import { labFolder } from '../../../../src/core/dns/lab/sources.ts';
import type { TarFile } from '../../../../src/core/engine/index.ts';
import type { ToolchainNeed } from '../../../../src/core/toolchain/index.ts';
import { FAULTS } from '../../../../src/shared/domain/dns-faults.ts';
import { reachEngine } from '../../../helpers/engine.ts';
import { patient, TEST_IDENTITY, testRoom } from '../../../helpers/toolchain.ts';

const { engine } = await reachEngine(TEST_IDENTITY);
const room = engine ? await testRoom(engine) : null;
const platform = (await engine?.info())?.platform ?? '';
const need: ToolchainNeed = { go: '1.24', platform, libc: 'musl', packages: [] };
const had = (await room?.check(need)) ?? { kind: 'unsupported', reason: 'no engine' };
if (engine && had.kind === 'unsupported') console.warn(`skipped: the lab's program on ${platform}: ${had.reason}`);

const LAB = '/out/lab';
const GO_CACHE = 'cgoscope-tests-gocache';

/** The sources with their tests, which the image of the lab does without. */
function everyFile(folder: string, below = 'src'): TarFile[] {
  return [
    { name: below, type: 'directory', mode: 0o755 },
    ...readdirSync(folder, { withFileTypes: true }).flatMap((entry): TarFile[] =>
      entry.isDirectory()
        ? everyFile(join(folder, entry.name), `${below}/${entry.name}`)
        : [{ name: `${below}/${entry.name}`, type: 'file', mode: 0o644, content: readFileSync(join(folder, entry.name)) }],
    ),
  ];
}

interface Asked {
  subject: LabSample['subject'];
  servers: Partial<LabServer>[];
  options?: string;
  more?: Partial<Omit<LabSample, 'lookup'>>;
  lookup?: Partial<LabSample['lookup']>;
}

/** Samples with addresses of their own, where they don't say which. */
function samplesOf(asked: Asked[]): LabSample[] {
  return asked.map(({ subject, servers, options = 'timeout:1 attempts:2', more, lookup }, id) => {
    const own = servers.map(({ address = null, fault = 'ok', exists = null }, index) => ({ address: address ?? `127.7.${id}.${index + 1}`, fault, exists }));
    return {
      id,
      subject,
      files: { resolvConf: `${own.map(({ address }) => `nameserver ${address}\n`).join('')}options ${options}\n`, nsswitch: 'hosts: files dns\n', hosts: null },
      env: {},
      servers: own,
      lookup: { api: 'host', name: 'db.internal', repeat: 1, parallel: 1, deadlineMs: null, ...lookup },
      limitMs: 20_000,
      lingerMs: 20,
      ...more,
    };
  });
}

const seconds = ({ lookups }: SampleLine): number => Math.round(((lookups[0]?.endNs ?? Number.NaN) - (lookups[0]?.startNs ?? 0)) / 1e8) / 10;

describe.skipIf(had.kind === 'unsupported')("the lab's program", () => {
  if (!engine || !room) return;
  let container: Awaited<ReturnType<typeof engine.startLeased>> | null = null;
  let env: Record<string, string> = {};

  beforeAll(async () => {
    const toolchain = await room.ensure(need, patient);
    await engine.ensureVolume(GO_CACHE, 'cache');
    // As build.sh builds, so that Go's own packages are compiled once.
    env = { ...toolchain.env, GOCACHE: '/gocache', GOFLAGS: '-trimpath', GOPROXY: 'off' };
    container = await engine.startLeased({
      image: toolchain.image,
      role: 'build',
      run: '-',
      argv: ['cat'],
      lease: true,
      init: true,
      network: 'none',
      capDrop: ['ALL'],
      capAdd: ['SYS_CHROOT', 'NET_BIND_SERVICE'],
      noNewPrivileges: true,
      mounts: [{ volume: GO_CACHE, target: '/gocache', readOnly: false }],
    });
    await engine.putFiles(container.id, '/', everyFile(labFolder()));
    const built = await exec(['sh', '/src/build.sh', '/src', '/out']);
    expect(built).toEqual({ code: 0, text: '' });
  }, 600_000);

  afterAll(async () => {
    await container?.end();
    await engine.close();
  });

  async function exec(argv: string[]): Promise<{ code: number; text: string }> {
    let text = '';
    const take = (chunk: Buffer): void => void (text += chunk.toString());
    const { code } = await engine!.exec(container?.id ?? '', { argv, env: { ...env, CGO_ENABLED: argv[0] === 'sh' ? '' : '0' }, workdir: '/src', onStdout: take, onStderr: take });
    return { code, text };
  }

  /** `onLine` answers true where standard input is to be closed. */
  async function drive(samples: LabSample[], jobs: number, onLine: (line: ReadLine) => boolean = () => false): Promise<ReadLine[]> {
    const lines: ReadLine[] = [];
    const stdin = new PassThrough();
    const reader = createLineReader((line) => {
      lines.push(line);
      if (onLine(line) || line.type === 'end') stdin.end();
    });
    let complaint = '';
    const job: LabJob = { samples, jobs, calibration: [20] };
    const ended = engine!.exec(container?.id ?? '', {
      argv: [`${LAB}/dnslab`, '-lab', LAB],
      stdin,
      onStdout: (chunk) => reader.push(chunk),
      onStderr: (chunk) => void (complaint += chunk.toString()),
    });
    stdin.write(`${JSON.stringify(job)}\n`);
    expect({ ...(await ended), complaint }).toMatchObject({ code: 0, complaint: '' });
    expect(lines.at(-1)).toEqual({ type: 'end' });
    return lines;
  }

  const measured = (lines: ReadLine[]): SampleLine[] => lines.filter((line): line is SampleLine => line.type === 'sample').sort((a, b) => a.id - b.id);

  it('is formatted, vetted, and passes its own tests', { timeout: 300_000 }, async () => {
    expect(await exec(['gofmt', '-l', '.'])).toEqual({ code: 0, text: '' });
    expect(await exec(['go', 'vet', './...'])).toEqual({ code: 0, text: '' });
    const tests = await exec(['go', 'test', './...']);
    expect(tests.code, tests.text).toBe(0);
  });

  it('knows the faults that people name, and no other', async () => {
    const { text } = await exec([`${LAB}/dnslab`, '-faults']);
    expect(JSON.parse(text)).toEqual(FAULTS.map(({ name, parameter }) => ({ name, parameter })));
  });

  it('measures what is known of the three resolvers: all silent, one dead, a crash, a closed port', async () => {
    const silent = [{ fault: 'silent' }, { fault: 'silent' }];
    const dead = [{ fault: 'silent' }, { fault: 'ok' }];
    const asked: [Asked, number, number, string][] = [
      [{ subject: 'go', servers: silent }, 4, 8, 'timeout'],
      [{ subject: 'go-auto-glibc', servers: silent }, 4, 8, 'timeout'],
      [{ subject: 'go-cgo-glibc', servers: silent }, 4, 8, 'Temporary failure in name resolution'],
      [{ subject: 'c-glibc', servers: silent }, 4, 8, 'EAI_AGAIN'],
      [{ subject: 'go-cgo-musl', servers: silent }, 1, 8, 'Try again'],
      [{ subject: 'c-musl', servers: silent }, 1, 8, 'EAI_AGAIN'],
      [{ subject: 'go', servers: dead }, 1, 4, 'ok'],
      [{ subject: 'c-glibc', servers: dead }, 1, 4, 'ok'],
      [{ subject: 'c-musl', servers: dead }, 0, 4, 'ok'],
      [{ subject: 'c-musl', servers: silent, options: 'attempts:0' }, 0, 0, 'SIGFPE'],
      [{ subject: 'c-glibc', servers: [{ fault: 'closed' }] }, 0, 0, 'EAI_AGAIN'],
      [{ subject: 'go', servers: [{ fault: 'truncate' }] }, 0, 4, 'ok'],
      [{ subject: 'c-musl', servers: [{ exists: ['db.internal.'] }], lookup: { name: 'other.internal' } }, 0, 2, 'EAI_NONAME'],
      [{ subject: 'go', servers: [{ fault: '0s=silent,1500ms=ok' }], options: 'timeout:1 attempts:3' }, 2, 6, 'ok'],
      [{ subject: 'go', servers: [{}], lookup: { api: 'dial' } }, 0, 2, 'ok'],
      [{ subject: 'go', servers: [{}, {}], lookup: { api: 'mx' } }, 0, 1, 'ok'],
    ];
    const lines = await drive(samplesOf(asked.map(([each]) => each)), asked.length);
    const got = measured(lines).map((sample) => {
      const [lookup] = sample.lookups;
      return [seconds(sample), sample.packets.length, lookup?.result === 'ok' ? 'ok' : lookup?.code];
    });
    // Packets are exact on any machine, and nothing is early; not late, where the machine kept time meanwhile.
    expect(got.map(([, ...rest]) => rest)).toEqual(asked.map(([, , ...rest]) => rest));
    const calibration = calibrationOf(lines.filter((line) => line.type === 'calibration'));
    expect(calibration?.delays[0]?.measuredNs.every((ns) => ns >= 20e6)).toBe(true);
    got.forEach(([waited], index) => {
      const [, want = Number.NaN] = asked[index] ?? [];
      expect(waited, `sample ${index}`).toBeGreaterThanOrEqual(want);
      if (calibration?.overloaded === false) expect(waited, `sample ${index}: ${calibration.text}`).toBeLessThan(want + 0.9);
    });
    const [first] = measured(lines);
    expect(first?.stderr).toMatch(/hostLookupOrder\(db\.internal\) = files,dns/);
    expect(first?.packets[0]).toMatchObject({ server: 0, protocol: 'udp', name: 'db.internal.', edns: 1232, repliedNs: null, did: 'nothing' });
  });

  it('lets a thread go on that nobody waits for, and counts what it sends', async () => {
    const [sample] = measured(await drive(samplesOf([{ subject: 'go-cgo-glibc', servers: [{ fault: 'silent' }], lookup: { deadlineMs: 300 }, more: { lingerMs: 1_500 } }]), 1));
    expect(sample?.lookups[0]).toMatchObject({ result: 'fail', code: 'timeout' });
    const returned = sample?.lookups[0]?.endNs ?? Number.NaN;
    expect(sample?.packets.map(({ atNs }) => atNs > returned)).toEqual([false, false, true, true]);
  });

  it('gives an address to one sample at a time, and goes on with the others', async () => {
    const shared = [{ address: '127.8.0.1', fault: 'silent' }];
    const samples = samplesOf([
      { subject: 'c-musl', servers: shared },
      { subject: 'c-musl', servers: shared },
      { subject: 'c-musl', servers: [{ fault: 'silent' }] },
    ]);
    const [one, two, three] = measured(await drive(samples, 3));
    expect(one?.packets.length).toBe(4);
    expect(two?.packets.length).toBe(4);
    expect(two?.startNs).toBeGreaterThan(one?.endNs ?? Number.NaN);
    expect(three?.startNs).toBeLessThan(one?.endNs ?? Number.NaN);
  });

  it('says of each sample that it can not make why, and makes the others', async () => {
    const lines = await drive(
      samplesOf([
        { subject: 'go', servers: [{ fault: 'dead' }] },
        { subject: 'go', servers: [{ address: '192.0.2.1' }] },
        { subject: { program: 'none', args: [] }, servers: [] },
        { subject: 'go', servers: [{}] },
      ]),
      4,
    );
    const reasons = lines.flatMap((line) => (line.type === 'failed' ? [`${line.id} ${line.reason}`] : [])).sort();
    expect(reasons).toEqual([
      expect.stringContaining('0 name server 1: "dead" is no fault'),
      expect.stringContaining("1 name server 1 can't listen on port 53 of 192.0.2.1"),
      expect.stringContaining('2 the program is not in the lab'),
    ]);
    expect(measured(lines).map(({ id }) => id)).toEqual([3]);
  });

  it('kills everything at once when its standard input ends, and leaves nothing', async () => {
    const samples = samplesOf(
      Array.from({ length: 20 }, (_, index): Asked => ({
        subject: index % 2 === 0 ? 'c-glibc' : 'go',
        servers: [{ fault: 'silent' }],
        options: 'timeout:30',
        more: { limitMs: 120_000 },
      })),
    );
    let started = 0;
    const lines = await drive(samples, 20, (line) => {
      if (line.type === 'started') started += 1;
      return started === 20;
    });
    // It ended before the first of them had its answer, which is after a minute.
    expect(measured(lines)).toEqual([]);
    expect(await exec(['sh', '-c', `ls ${LAB}/work; for each in /proc/[0-9]*/cmdline; do tr '\\0' ' ' <"$each"; echo; done | grep '^probe' || true`])).toEqual({
      code: 0,
      text: '',
    });
  });
});
