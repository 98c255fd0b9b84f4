// `node scripts/check-typed.ts tsconfig.json`: what tsc and typed ESLint say of the files of one project. One program serves both: the types that the compiler has worked out are those
// that the rules ask for, so that lint costs half. A file is looked at again when it, or anything it imports through any number of others, has changed (--all: every file).
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ESLint } from 'eslint';
import ts from 'typescript';

const ROOT = path.join(import.meta.dirname, '..');
const { values, positionals } = parseArgs({ options: { all: { type: 'boolean', default: false } }, allowPositionals: true });
const [config] = positionals;
if (config === undefined) {
  console.error('usage: node scripts/check-typed.ts [--all] TSCONFIG');
  process.exit(2);
}

const relative = (file: string): string => path.relative(ROOT, file);
const host = { getCurrentDirectory: () => ROOT, getCanonicalFileName: (name: string) => name, getNewLine: () => '\n' };
const tell = (diagnostics: readonly ts.Diagnostic[]): void =>
  void process.stdout.write(process.env['FORCE_COLOR'] === '1' ? ts.formatDiagnosticsWithColorAndContext(diagnostics, host) : ts.formatDiagnostics(diagnostics, host));

const parsed = ts.getParsedCommandLineOfConfigFile(
  path.join(ROOT, config),
  { incremental: false },
  {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: (diagnostic) => {
      tell([diagnostic]);
      process.exit(1);
    },
  },
);
if (parsed === undefined) throw new Error(`${config} was not read`);
const program = ts.createProgram(parsed.fileNames, parsed.options, ts.createIncrementalCompilerHost(parsed.options));
const builder = ts.createSemanticDiagnosticsBuilderProgram(program, {});

const digest = (texts: Iterable<string>): string => {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(`${text.length}\n`).update(text);
  return hash.digest('base64');
};
const digests = new Map(program.getSourceFiles().map((file) => [file.fileName, digest([file.text])]));

/** What holds for every file without being imported: the tools with their settings, declarations of no module, and what modules declare beyond themselves. */
const everywhere = digest([
  ts.version,
  ESLint.version,
  ...[config, 'tsconfig.json', 'eslint.config.js', 'package-lock.json', 'scripts/check-typed.ts'].map((file) => readFileSync(path.join(ROOT, file), 'utf8')),
  ...program
    .getSourceFiles()
    .filter((file) => file.isDeclarationFile || !ts.isExternalModule(file) || /^declare (?:global|module)\b/m.test(file.text))
    .map(({ fileName }) => digests.get(fileName) ?? ''),
]);

/** Changes with the file and with anything it imports, however far away. */
const stateOf = (file: ts.SourceFile): string =>
  digest([
    everywhere,
    file.fileName,
    ...builder
      .getAllDependencies(file)
      .toSorted()
      .map((each) => digests.get(each) ?? ''),
  ]);

const cacheFile = path.join(ROOT, 'node_modules', '.cache', 'check', `${path.basename(config)}.json`);
function known(): Record<string, string> {
  if (values.all || !existsSync(cacheFile)) return {};
  return JSON.parse(readFileSync(cacheFile, 'utf8')) as Record<string, string>; // written below
}

const before = known();
// A file is judged by the project that it belongs to. The window's types hold Node's, too (vitest brings them), so that they would refuse nothing in what it imports of the other project;
// that what is shared uses nothing of a window, the other project says, and that it imports nothing of Node, the layers.
const roots = new Set(parsed.fileNames);
// The compiler lists no a.tsx beside an a.ts.
const files = program.getSourceFiles().filter(({ fileName }) => roots.has(fileName) || roots.has(fileName.replace(/\.tsx$/, '.ts')));
const states = new Map(files.map((file) => [relative(file.fileName), stateOf(file)]));
const changed = files.filter((file) => before[relative(file.fileName)] !== states.get(relative(file.fileName)));

const diagnostics = [
  ...ts.getConfigFileParsingDiagnostics(parsed),
  ...program.getOptionsDiagnostics(),
  ...program.getGlobalDiagnostics(),
  ...changed.flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]),
];
tell(ts.sortAndDeduplicateDiagnostics(diagnostics));

const eslint = new ESLint({
  cwd: ROOT,
  warnIgnored: false,
  overrideConfig: [{ files: ['**/*.ts', '**/*.tsx'], languageOptions: { parserOptions: { project: null, programs: [program] } } }],
});
const linted = changed.map(({ fileName }) => fileName);
// Asked for no file it would take all.
const results = linted.length === 0 ? [] : await eslint.lintFiles(linted);
process.stdout.write(await (await eslint.loadFormatter('stylish')).format(results));

const bad = new Set([...diagnostics.map(({ file }) => file?.fileName ?? ''), ...results.filter(({ messages }) => messages.length > 0).map(({ filePath }) => filePath)]);
const good = [...states].filter(([file]) => !bad.has(path.join(ROOT, file)));
mkdirSync(path.dirname(cacheFile), { recursive: true });
writeFileSync(`${cacheFile}.${process.pid}`, JSON.stringify(Object.fromEntries(good)));
renameSync(`${cacheFile}.${process.pid}`, cacheFile);
console.log(`${changed.length} of ${files.length} files looked at`);
process.exitCode = bad.size === 0 ? 0 : 1;
