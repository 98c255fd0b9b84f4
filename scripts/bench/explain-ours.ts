// One log explained in a process of its own, for explain-speed.ts: wall, processor time and peak memory, the start of the process not counted.
import { explainTasks } from '../../src/core/explain/tasks.ts';

const file = process.argv[2] ?? '';
const before = process.cpuUsage();
const began = performance.now();
const explained = await explainTasks()['explain.case']({ logs: [{ log: 'log', source: { kind: 'file', path: file, name: file } }] }, new AbortController().signal);
const wallMs = performance.now() - began;
const { user, system } = process.cpuUsage(before);
console.log(JSON.stringify({ wallMs, cpuMs: (user + system) / 1_000, peakRss: process.resourceUsage().maxRSS * 1_024, findings: explained.findings.map(({ cause }) => cause) }));
