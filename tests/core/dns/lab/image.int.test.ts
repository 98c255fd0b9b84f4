// A service image of a user's under a fault: it looks its database up when it starts, and listens when it has found it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LAB_READY_MS, makeLab } from '../../../helpers/dns-lab.ts';
import { reachEngine } from '../../../helpers/engine.ts';
import { shellEnv, startOwner, temporaryFolder } from '../../../helpers/owner.ts';
import { build, patient, TEST_IDENTITY, testRoom } from '../../../helpers/toolchain.ts';
import { onEngine } from './leftovers.ts';

const { engine } = await reachEngine(TEST_IDENTITY);
const IMAGE = { repo: 'cgoscope-tests/dns-service', tag: '1' };
const NAME = `${IMAGE.repo}:${IMAGE.tag}`;

const SERVICE = `package main

import (
	"fmt"
	"net"
	"net/http"
	"os"
)

func main() {
	addresses, err := net.LookupHost("db.internal")
	if err != nil {
		fmt.Fprintln(os.Stderr, "no database:", err)
		os.Exit(3)
	}
	fmt.Println("found", addresses)
	if len(os.Args) > 1 {
		return
	}
	http.HandleFunc("/healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	fmt.Fprintln(os.Stderr, http.ListenAndServe(":8080", nil))
}
`;

const scenario = (fault: string, options: string) => ({ resolvConf: `nameserver 10.0.0.1\noptions ${options}\n`, servers: [{ fault }] });
const service = { kind: 'image' as const, image: NAME, ready: { tcp: 8080 } };

describe.skipIf(engine === null)("an image of the user's in the DNS lab", () => {
  if (engine === null) return;
  const data = temporaryFolder();
  let owner: Awaited<ReturnType<typeof startOwner>>;

  beforeAll(async () => {
    const room = await testRoom(engine);
    const toolchain = await room.ensure({ go: '1.24', platform: (await engine.info()).platform, libc: null, packages: [] }, patient);
    const { log, program } = await build(engine, toolchain, { 'go.mod': 'module service\n', 'main.go': SERVICE }, {});
    if (program === null) throw new Error(log);
    const { image } = await room.ensureHelper(patient);
    const made = await engine.createContainer({ image, role: 'run', run: '-', argv: ['/service'], network: 'none' });
    try {
      await engine.putFiles(made, '/', [{ name: 'service', type: 'file', mode: 0o755, content: program }]);
      await engine.commitContainer(made, { ...IMAGE, role: 'run', cmd: ['/service'] });
    } finally {
      await engine.removeContainer(made);
    }
    owner = await startOwner(data.path);
    await makeLab(owner.api);
  }, LAB_READY_MS);

  afterAll(async () => {
    await owner.stop();
    await engine.removeImage(NAME);
    await engine.close();
    data.remove();
  });

  it("answers later by what the fault costs, through the exact file and through Docker's own settings", { timeout: 180_000 }, async () => {
    const { id } = await owner.api.call('dns.measure', {
      scenarios: [scenario('0s=silent,2s=ok', 'timeout:1 attempts:9'), scenario('servfail', 'timeout:1 attempts:2')],
      subjects: [service, { ...service, via: 'docker', ready: { http: '8080/healthz' } }, { ...service, args: ['/service', 'once'], ready: 'exit' }],
      env: shellEnv(),
      yes: true,
    });
    const { state, reason, samples, agreement, subjects, notes } = await owner.api.call('dns.get', { id, wait: true });
    expect({ state, reason }).toEqual({ state: 'done', reason: null });
    expect(subjects.map(({ origin }) => origin)).toEqual(subjects.map((): unknown => expect.stringMatching(/^sha256:/)));
    for (const subject of [0, 1, 2]) {
      const late = samples.find((sample) => sample.scenario === 0 && sample.subject === subject);
      expect(late, late?.reason ?? '').toMatchObject({ state: 'done', lookups: [{ result: 'ok', error: null }], names: ['db.internal.'], resolver: { ran: 'go' } });
      // Time 0 of the schedule is the start of its container; tries are a second apart.
      expect(late?.lookups[0]?.wallNs).toBeGreaterThan(1.8e9);
      expect(late?.packets).toBeGreaterThanOrEqual(6);
      const failed = samples.find((sample) => sample.scenario === 1 && sample.subject === subject);
      expect(failed, failed?.reason ?? '').toMatchObject({
        lookups: [{ result: 'fail', error: expect.stringMatching(/^no database: .*server misbehaving$/) }],
        exit: { code: 3 },
        packets: 4,
      });
    }
    for (const { scenario: of, subject, baseline, prediction } of agreement) {
      expect(prediction).toBeNull();
      expect(baseline).toMatchObject({ result: 'ok', packets: 2 });
      if (of === 0) expect(baseline?.wallNs).toBeLessThan(samples.find((sample) => sample.scenario === 0 && sample.subject === subject)?.lookups[0]?.wallNs ?? 0);
    }
    expect(notes).toContainEqual(expect.stringMatching(/Docker .* wrote "nameserver 127\.0\.0\.11 .*options timeout:1 attempts:9 ndots:0"/));
    expect(notes).toContainEqual(expect.stringMatching(/with healthy servers: first answer after .*, 2 packets/));
    expect(onEngine(id)).toEqual([]);
  });

  it('is cancelled at once and leaves nothing', async () => {
    const { id } = await owner.api.call('dns.measure', { scenarios: [scenario('silent', 'timeout:30')], subjects: [service], env: shellEnv(), yes: true });
    await expect.poll(() => onEngine(id)).toContain(NAME);
    expect(await owner.api.call('dns.cancel', { id })).toEqual({ cancelled: true });
    expect(onEngine(id)).toEqual([]);
    expect(await owner.api.call('dns.get', { id })).toMatchObject({ state: 'cancelled', samples: [] });
  });

  it('is pulled by nobody who did not say yes', async () => {
    await expect(
      owner.api.call('dns.measure', { scenarios: [scenario('ok', 'timeout:1')], subjects: [{ kind: 'image', image: 'cgoscope-tests/not-there:1' }], env: shellEnv() }),
    ).rejects.toThrow(/the image cgoscope-tests\/not-there:1 is not on the engine/);
  });
});
