// `npm run bench -- --part explain [--out FILE] [--wrong FILE]`: causes told for gathered texts: the half that rules were written from and the half that nobody looked at, apart.
// Top-1 accuracy, what was taken for what, blame in logs without a fault, evidence that really is in the input, and time. `--wrong` writes the wrong verdicts of the learning half.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { explainText } from '../../src/core/diagnosis/index.ts';
import { confusion, controls, HALVES, judge, samplesOf, type Judged, type Sample } from '../../tests/failures/texts/judge.ts';
import { table } from '../lib/cgoscope.ts';

const { values } = parseArgs({ options: { out: { type: 'string' }, wrong: { type: 'string' }, part: { type: 'string' } } });

const explain = (sample: Sample) => explainText(sample.text, { facts: sample.facts });
const mean = (all: readonly number[]): number => (all.length === 0 ? 0 : all.reduce((sum, each) => sum + each, 0) / all.length);
const percent = (part: number, all: number): string => (all === 0 ? '-' : `${((100 * part) / all).toFixed(1)} %`);

// Once unmeasured, so that tables and code are warm.
explain({ name: 'warm', text: 'exec /app: exec format error\n', facts: {}, source: '', cause: null, allowed: [] });

const judged: Record<string, Judged[]> = Object.fromEntries([
  ...HALVES.map((half) => [half, samplesOf(half).map((sample) => judge(sample, explain))]),
  ['controls', controls().map((sample) => judge(sample, explain))],
]);
const summary = Object.entries(judged).map(([part, all]) => {
  const evidence = { all: all.reduce((sum, each) => sum + each.evidence.all, 0), sound: all.reduce((sum, each) => sum + each.evidence.sound, 0) };
  return {
    part,
    texts: all.length,
    right: all.filter(({ right }) => right).length,
    falseBlame: part === 'controls' ? all.filter(({ right }) => !right).length : null,
    evidence,
    meanMs: mean(all.map(({ ms }) => ms)),
    worstMs: Math.max(0, ...all.map(({ ms }) => ms)),
  };
});

console.log(
  table([
    ['', 'texts', 'right', '', 'evidence', 'in the input', 'mean', 'worst'],
    ...summary.map(({ part, texts, right, evidence, meanMs, worstMs }) => [
      part,
      String(texts),
      String(right),
      part === 'controls' ? `false blame ${percent(texts - right, texts)} (aim 0)` : `top-1 ${percent(right, texts)} (aim 95 %)`,
      String(evidence.all),
      percent(evidence.sound, evidence.all),
      `${meanMs.toFixed(2)} ms`,
      `${worstMs.toFixed(1)} ms`,
    ]),
  ]),
);
for (const half of HALVES) {
  const rows = confusion(judged[half] ?? []);
  console.log(`\n${half}: expected, got, how often (wrong ones first)`);
  console.log(table([['expected', 'got', ''], ...rows.map(([expected, got, count]) => [expected, expected === got ? '=' : got, String(count)])]));
}
const blamed = (judged['controls'] ?? []).filter(({ right }) => !right);
if (blamed.length > 0) console.log(`\nblamed in controls:\n${table(blamed.map(({ sample, blamed: causes }) => [sample.name.slice(0, 100), causes.join(', ')]))}`);
const unsound = Object.values(judged).flatMap((all) => all.flatMap(({ sample, evidence }) => evidence.wrong.map((wrong) => `${sample.name}: ${wrong}`)));
if (unsound.length > 0) console.log(`\nevidence that is not in the input:\n${unsound.join('\n')}`);

const report = {
  summary,
  confusion: Object.fromEntries(HALVES.map((half) => [half, confusion(judged[half] ?? [])])),
  wrong: Object.fromEntries(
    Object.entries(judged).map(([part, all]) => [
      part,
      all.filter(({ right }) => !right).map(({ sample, got, blamed: causes }) => ({ name: sample.name, expected: sample.cause, got, blamed: causes })),
    ]),
  ),
  unsound,
};
if (values.wrong !== undefined) writeFileSync(values.wrong, wrongVerdicts(judged['learn'] ?? []));
if (values.out !== undefined) {
  mkdirSync(dirname(values.out), { recursive: true });
  writeFileSync(values.out, `${JSON.stringify(report, null, 2)}\n`);
} else console.log(`\n${JSON.stringify(report)}`);

/** For those who write rules: only of the half they may look at. */
function wrongVerdicts(all: readonly Judged[]): string {
  const wrong = all.filter(({ right }) => !right);
  const text = (sample: Sample): string => (typeof sample.text === 'string' ? sample.text.slice(0, 1_500) : '(bytes)');
  return [
    `# Wrong verdicts of the learning half: ${wrong.length} of ${all.length}`,
    '',
    ...wrong.map(
      ({ sample, got, explain: answer }) =>
        `## ${sample.name}: expected ${sample.cause}, got ${got}\n\nranking: ${answer.findings.map(({ cause, confidence, rule }) => `${cause} ${confidence.toFixed(2)} (${rule})`).join(', ') || 'nothing'}\n\nfacts: ${JSON.stringify(sample.facts)}\n\n\`\`\`\n${text(sample)}\n\`\`\`\n`,
    ),
  ].join('\n');
}
