// `npm run bench -- --part explain [--out FILE] [--wrong FILE]`: causes told for gathered texts: the half that rules were written from and the half that nobody looked at, apart.
// Top-1 accuracy, what was taken for what, blame in logs without a fault, evidence that really is in the input, and time. `--wrong` writes what went wrong in the learning half.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { explainText } from '../../src/core/diagnosis/index.ts';
import { confusion, controls, HALVES, judge, samplesOf, type Half, type Judged, type Sample } from '../../tests/failures/texts/judge.ts';
import { judgeTrace, tracedFailures } from '../../tests/failures/traces/judge.ts';
import { NOISES } from '../../tests/failures/texts/noise.ts';
import { table } from '../lib/cgoscope.ts';

const { values } = parseArgs({ options: { out: { type: 'string' }, wrong: { type: 'string' }, part: { type: 'string' } } });

const explain = (sample: Sample) => explainText(sample.text, { facts: sample.facts });
const percent = (part: number, all: number): string => (all === 0 ? '-' : `${((100 * part) / all).toFixed(1)} %`);

// Once unmeasured, so that tables and code are warm.
explain({ name: 'warm', text: 'exec /app: exec format error\n', facts: {}, source: '', cause: null, allowed: [] });

const judged = HALVES.map((half) => ({
  half,
  texts: samplesOf(half).map((sample) => judge(sample, explain)),
  controls: controls(half).map((sample) => judge(sample, explain)),
}));

const sum = (all: readonly Judged[], of: (each: Judged) => number): number => all.reduce((total, each) => total + of(each), 0);
const summary = (all: readonly Judged[]) => ({
  texts: all.length,
  right: all.filter(({ right }) => right).length,
  evidence: sum(all, ({ evidence }) => evidence.all),
  inTheInput: sum(all, ({ evidence }) => evidence.sound),
  meanMs: all.length === 0 ? 0 : sum(all, ({ ms }) => ms) / all.length,
  worstMs: Math.max(0, ...all.map(({ ms }) => ms)),
});
const row = (name: string, all: readonly Judged[], told: string): string[] => {
  const { texts, right, evidence, inTheInput, meanMs, worstMs } = summary(all);
  return [name, String(texts), String(right), told, `${inTheInput} of ${evidence}`, `${meanMs.toFixed(2)} ms`, `${worstMs.toFixed(1)} ms`];
};
const right = (all: readonly Judged[]): number => summary(all).right;

console.log(
  table([
    ['', 'texts', 'right', '', 'evidence in the input', 'mean', 'worst'],
    ...judged.flatMap(({ half, texts, controls: clean }) => [
      row(half, texts, `top-1 ${percent(right(texts), texts.length)} (aim 95 %)`),
      row(`controls, ${half}`, clean, `false blame ${percent(clean.length - right(clean), clean.length)} (aim 0)`),
    ]),
  ]),
);
// The same texts as a collector, a shell or a long log would have them: the answer may not change.
const noisy = NOISES.map((noise) => {
  const all = judged
    .flatMap(({ texts }) => texts)
    .flatMap((plain) => (typeof plain.sample.text === 'string' && plain.sample.text.trim() !== '' ? [{ plain, text: noise.add(plain.sample.text) }] : []));
  const again = all.map(({ plain, text }) => ({ plain, noisy: judge({ ...plain.sample, text }, explain) }));
  return { name: noise.name, same: again.filter(({ plain, noisy: other }) => other.got === plain.got).length, ...summary(again.map(({ noisy: other }) => other)) };
});
console.log(
  `\n${table([['the same texts with', 'answer unchanged', 'evidence in the input', 'mean'], ...noisy.map((each) => [each.name, `${each.same} of ${each.texts}`, `${each.inTheInput} of ${each.evidence}`, `${each.meanMs.toFixed(2)} ms`])])}`,
);
for (const { half, texts } of judged) {
  console.log(`\n${half}: expected, got, how often (wrong ones first)`);
  console.log(table([['expected', 'got', ''], ...confusion(texts).map(([expected, got, count]) => [expected, expected === got ? '=' : got, String(count)])]));
}
// Traces of real failures, alone: what the sums of trace@1 tell, and what all that is read of a trace does.
const traced = (['sums', 'all'] as const).map((how) => ({ how, judged: tracedFailures().map((failure) => judgeTrace(failure, how)) }));
const tracedSummary = traced.map(({ how, judged: all }) => {
  const [reds, clean] = [all.filter(({ failure }) => failure.red), all.filter(({ failure }) => !failure.red)];
  return {
    how,
    traces: reds.length,
    right: reds.filter(({ right: is }) => is).length,
    controls: clean.length,
    blamed: clean.filter(({ right: is }) => !is).length,
    evidence: all.reduce((total, { evidence }) => total + evidence.all, 0),
    inTheTrace: all.reduce((total, { evidence }) => total + evidence.sound, 0),
  };
});
console.log(
  `\n${table([
    ['traces alone, read as', 'traces', 'right', '', 'controls blamed for it', 'evidence in the trace'],
    ...tracedSummary.map(({ how, traces, right: is, controls: clean, blamed, evidence, inTheTrace }) => [
      how === 'sums' ? 'sums (trace@1)' : 'all that is read of it',
      String(traces),
      String(is),
      `top-1 ${percent(is, traces)}`,
      `${blamed} of ${clean}`,
      `${inTheTrace} of ${evidence}`,
    ]),
  ])}`,
);
const tracedBefore = new Map(traced[0]?.judged.map(({ failure, got }) => [failure.file, got]));
console.log(
  `\n${table([
    ['trace', 'expected', 'by sums', 'by all of it'],
    ...(traced[1]?.judged ?? [])
      .filter(({ failure }) => failure.red)
      .map(({ failure, got, right: is }) => [failure.file.replace(/\.red\.strace$/, ''), failure.cause, tracedBefore.get(failure.file) ?? '-', is ? '=' : got]),
  ])}`,
);

const wrongOf = (all: readonly Judged[]): Judged[] => all.filter((each) => !each.right);
for (const { half, controls: clean } of judged)
  if (wrongOf(clean).length > 0)
    console.log(`\nblamed in controls, ${half}:\n${table(wrongOf(clean).map(({ sample, blamed }) => [sample.name.slice(0, 100), blamed.join(', ')]))}`);
const unsound = judged.flatMap(({ texts, controls: clean }) => [...texts, ...clean].flatMap(({ sample, evidence }) => evidence.wrong.map((wrong) => `${sample.name}: ${wrong}`)));
if (unsound.length > 0) console.log(`\nevidence that is not in the input:\n${unsound.join('\n')}`);

const report = {
  halves: judged.map(({ half, texts, controls: clean }) => ({ half, texts: summary(texts), controls: summary(clean), confusion: confusion(texts) })),
  noisy,
  wrong: judged.flatMap(({ texts, controls: clean }) =>
    wrongOf([...texts, ...clean]).map(({ sample, got, blamed }) => ({ name: sample.name, expected: sample.cause, got, blamed })),
  ),
  unsound,
  traces: tracedSummary,
};
if (values.wrong !== undefined) writeFileSync(values.wrong, wrongVerdicts('learn'));
if (values.out !== undefined) {
  mkdirSync(dirname(values.out), { recursive: true });
  writeFileSync(values.out, `${JSON.stringify(report, null, 2)}\n`);
} else console.log(`\n${JSON.stringify(report)}`);

/** For those who write rules: only of the half that they may look at. */
function wrongVerdicts(of: Half): string {
  const { texts, controls: clean } = judged.find(({ half }) => half === of) ?? { texts: [], controls: [] };
  const told = ({ sample, got, blamed, explain: answer }: Judged): string =>
    [
      `## ${sample.name}: ${sample.cause === null ? `blamed ${blamed.join(', ')} where nothing may be (allowed: ${sample.allowed.join(', ') || 'none'})` : `expected ${sample.cause}, got ${got}`}`,
      `ranking: ${answer.findings.map(({ cause, confidence, rule, evidence }) => `${cause} ${confidence.toFixed(2)} (${rule}: ${JSON.stringify(evidence[0]?.text?.slice(0, 120) ?? evidence[0]?.path)})`).join('; ') || 'nothing'}`,
      `facts: ${JSON.stringify(sample.facts)}`,
      `\`\`\`\n${typeof sample.text === 'string' ? sample.text.slice(0, 1_500) : '(bytes)'}\n\`\`\``,
    ].join('\n\n');
  const wrong = [...wrongOf(texts), ...wrongOf(clean)];
  return `# What went wrong in the half called ${of}: ${wrongOf(texts).length} of ${texts.length} texts, ${wrongOf(clean).length} of ${clean.length} controls\n\n${wrong.map(told).join('\n\n')}\n`;
}
