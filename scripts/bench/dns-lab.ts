// `npm run bench -- --part dns-lab`: a grid of 36 scenarios and 4 subjects beside its own longest sample, container start included. Aim: at most 1.3 times as long, and 5 s.
import { sampleWall } from '../../src/shared/domain/dns-pairs.ts';
import { dnsScenarioSchema, type DnsSubject, type LabSubject } from '../../src/shared/domain/dns.ts';
import oneInstall from '../../tests/helpers/one-install.ts';
import { shellEnv, startOwner, temporaryFolder } from '../../tests/helpers/owner.ts';
import { table } from '../lib/cgoscope.ts';

const SUBJECTS: LabSubject[] = ['go', 'go-cgo-glibc', 'c-glibc', 'c-musl'];
const vary = { timeout: [1, 2], attempts: [1, 2, 3], servers: [1, 2, 3], search: [0, 1] };
const scenario = dnsScenarioSchema.parse({
  title: 'every name server is silent',
  resolvConf: 'nameserver 10.0.0.1\nnameserver 10.0.0.2\nnameserver 10.0.0.3\nsearch one.test\noptions timeout:1\n',
  nsswitch: 'hosts: files dns\n',
  servers: [{ fault: 'silent' }, { fault: 'silent' }, { fault: 'silent' }],
  name: 'db',
});

const removeVolumes = oneInstall();
const folder = temporaryFolder();
const owner = await startOwner(folder.path);
try {
  const more = { env: shellEnv(), yes: true, limitMs: 600_000 };
  const subjects = SUBJECTS.map((id): DnsSubject => ({ kind: 'lab', id }));
  // The lab's image is made once for good: not what is measured here.
  const { id: warm } = await owner.api.call('dns.measure', { scenarios: [{ ...scenario, servers: [{ fault: 'ok' }] }], subjects, ...more });
  await owner.api.call('dns.get', { id: warm, wait: true });

  const from = performance.now();
  const { id } = await owner.api.call('dns.measure', { title: 'bench', scenarios: [scenario], vary, subjects, ...more });
  const measured = await owner.api.call('dns.get', { id, wait: true });
  const wholeS = (performance.now() - from) / 1e3;
  const longestS = Math.max(...measured.samples.map((sample) => sampleWall(sample) ?? 0)) / 1e9;
  const aimS = 1.3 * longestS + 5;
  const agreed = measured.agreement.filter(({ agrees }) => agrees === true).length;
  console.log(
    table([
      ['grid', 'samples', 'longest sample', 'whole grid', 'aim (1.3 x longest + 5 s)', 'ratio to aim', 'agree', 'timers late (p99)'],
      [
        '36 x 4',
        String(measured.samples.length),
        `${longestS.toFixed(2)} s`,
        `${wholeS.toFixed(2)} s`,
        `${aimS.toFixed(2)} s`,
        (wholeS / aimS).toFixed(2),
        `${agreed} of ${measured.agreement.length}`,
        `${((measured.calibration?.lagNs.p99 ?? 0) / 1e6).toFixed(1)} ms`,
      ],
    ]),
  );
  console.log(JSON.stringify({ bench: 'dns-lab', samples: measured.samples.length, longestS, wholeS, aimS, ratio: wholeS / aimS, agreed, calibration: measured.calibration }));
} finally {
  await owner.stop();
  folder.remove();
  await removeVolumes();
}
