// Adds up vitest's and Playwright's JSON reports named as arguments: skipped tests with their reasons, failed ones, and as the last line
// `N passed, N failed, N skipped`, which CI reads. Exits 1 when a test failed, a report is missing, or no test ran. Called by scripts/lib/tests.sh.
import { existsSync, readFileSync } from 'node:fs';
import { basename, relative } from 'node:path';
import { z } from 'zod';

const reportSchema = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().default(''),
      assertionResults: z.array(
        z.object({ fullName: z.string(), status: z.string(), failureMessages: z.array(z.string()).nullish(), meta: z.record(z.string(), z.unknown()).nullish() }),
      ),
    }),
  ),
});

interface BrowserSuite {
  title: string;
  file: string;
  specs: z.infer<typeof specSchema>[];
  suites: BrowserSuite[];
}
const specSchema = z.object({
  title: z.string(),
  tests: z.array(
    z.object({
      projectName: z.string(),
      status: z.enum(['expected', 'unexpected', 'flaky', 'skipped']),
      annotations: z.array(z.object({ type: z.string(), description: z.string().optional() })).default([]),
      results: z.array(z.object({ status: z.string(), error: z.object({ message: z.string().default('') }).optional() })),
    }),
  ),
});
const browserSuiteSchema: z.ZodType<BrowserSuite> = z.object({
  title: z.string(),
  file: z.string(),
  specs: z.array(specSchema).default([]),
  suites: z.lazy(() => z.array(browserSuiteSchema)).default([]),
});
const browserReportSchema = z.object({ suites: z.array(browserSuiteSchema), errors: z.array(z.object({ message: z.string().default('') })).default([]) });

const count = { passed: 0, failed: 0, skipped: 0 };
let incomplete = false;
for (const file of process.argv.slice(2)) {
  if (!existsSync(file)) {
    console.log(`no result: ${basename(file, '.json')} tests did not get as far as a report`);
    incomplete = true;
    continue;
  }
  const json: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const browser = browserReportSchema.safeParse(json);
  if (browser.success) {
    for (const error of browser.data.errors) {
      count.failed += 1;
      console.log(`failed: ${basename(file, '.json')}: ${firstLine(error.message)}`);
    }
    browser.data.suites.forEach(countBrowserSuite);
    continue;
  }
  const report = reportSchema.parse(json);
  for (const suite of report.testResults) {
    const where = relative(process.cwd(), suite.name);
    // A file that does not even load has no tests in it, and is a failure all the same.
    if (suite.status === 'failed' && suite.assertionResults.every((test) => test.status !== 'failed')) {
      count.failed += 1;
      console.log(`failed: ${where}: ${firstLine(suite.message)}`);
    }
    for (const test of suite.assertionResults) {
      if (test.status === 'passed') count.passed += 1;
      else if (test.status === 'failed') {
        count.failed += 1;
        console.log(`failed: ${where}: ${test.fullName}: ${firstLine(test.failureMessages?.[0] ?? '')}`);
      } else {
        count.skipped += 1;
        const note = test.meta?.['skipReason'];
        console.log(`skipped: ${where}: ${test.fullName}${typeof note === 'string' ? `: ${note}` : ''}`);
      }
    }
  }
}
console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
process.exitCode = count.failed > 0 || incomplete || count.passed === 0 ? 1 : 0;

function countBrowserSuite(suite: BrowserSuite): void {
  for (const { title, tests } of suite.specs)
    for (const { projectName, status, annotations, results } of tests) {
      const where = `${projectName}: ${suite.file}: ${title}`;
      if (status === 'skipped') {
        count.skipped += 1;
        const reason = annotations.find(({ type }) => type === 'skip')?.description;
        console.log(`skipped: ${where}${reason === undefined ? '' : `: ${reason}`}`);
      } else if (status === 'expected') count.passed += 1;
      else {
        count.failed += 1;
        console.log(`failed: ${where}: ${firstLine(results.find(({ error }) => error !== undefined)?.error?.message ?? status)}`);
      }
    }
  suite.suites.forEach(countBrowserSuite);
}

function firstLine(text: string): string {
  return text.trim().split('\n', 1)[0] ?? '';
}
