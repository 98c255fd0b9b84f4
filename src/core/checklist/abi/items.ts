// The ABI of everything that starts with the image's program, from the facts that exist: headers, notes and version nodes; never from what `readelf -A`
// prints, which is nothing for a good AArch64 program (C43, C44). Pure: an index, a judgement and the program's own facts in, items out.
import type { ChecklistItem } from '../../../shared/domain/checklist.ts';
import type { ImageFacts } from '../../../shared/domain/image.ts';
import type { CheckId, CheckResult, Verdict } from '../../../shared/domain/verdict.ts';
import type { ImageIndex } from '../../image/types.ts';
import { itemsOf } from '../item.ts';
import { abiOfFlags } from './flags.ts';

const abi = itemsOf('abi', ['C43']);
const image = itemsOf('image', []);
const cpu = itemsOf('cpu', []);

export interface AbiFacts {
  index: ImageIndex;
  facts: ImageFacts;
  /** Of the program that starts; null where there is none, or it could not be read. */
  verdict: Verdict | null;
  /** GNU properties of the program: `AArch64 features` -> `BTI, PAC`; null where they were not read. */
  properties: readonly { name: string; value: string }[] | null;
}

export function imageItems({ facts, verdict }: AbiFacts): ChecklistItem[] {
  const { platformHolds, config, machines, start } = facts;
  const inside = machines.slice(0, 8).map(({ machine, class: bits, count, platform, examples }) => ({
    source: 'image',
    text: `${count} of ${machine}, ${bits} bit${platform === null ? '' : ` (${platform})`}: ${examples[0] ?? ''}`,
  }));
  const argv = [{ source: 'image', text: start.argv.length === 0 ? 'neither entrypoint nor command' : `argv: ${start.argv.join(' ')}` }];
  return [
    image(
      'image.platform',
      'The platform that the config claims',
      platformHolds === null ? 'unknown' : platformHolds ? 'pass' : 'fail',
      platformHolds === null
        ? `the config says ${config.platform}, and nothing in the image could tell`
        : platformHolds
          ? `all that starts here is of ${config.platform}`
          : `the config says ${config.platform}, and what is inside is not of it`,
      [{ source: 'image', text: `config: ${config.platform}` }, ...inside],
      ['C44'],
    ),
    start.kind === 'none'
      ? image('image.start', 'What starts', 'unknown', 'the image names no program to start', argv)
      : image(
          'image.start',
          'What starts',
          start.problem === null ? 'pass' : 'fail',
          start.problem ?? `${start.program ?? ''}${start.kind === 'script' ? `, by ${start.interpreter ?? ''}` : ''}`,
          argv,
        ),
    ...(verdict === null
      ? []
      : [
          image(
            'image.runs',
            'Whether it starts on this host',
            verdict.runs === 'yes' ? 'pass' : verdict.runs === 'no' ? 'fail' : 'unknown',
            verdict.reason,
            verdict.checks.filter(({ status }) => status === 'fail').map(({ id, text }) => ({ source: 'judgement', text: `${id}: ${text}` })),
          ),
          ...checkItem(image, verdict, 'go-files', 'image.go-files', 'Files that its Go packages read'),
        ]),
  ];
}

export function abiItems(facts: AbiFacts): ChecklistItem[] {
  const { verdict } = facts;
  if (verdict === null) return [abi('abi.machine', 'Machine and class', 'unknown', 'no program of the image was found that could be read')];
  return [
    together(facts, verdict),
    flags(facts, verdict),
    ...checkItem(abi, verdict, 'interp', 'abi.interp', 'Loader'),
    ...checkItem(abi, verdict, 'needed', 'abi.needed', 'Libraries'),
    versions(facts, verdict),
    ...checkItem(abi, verdict, 'symbols', 'abi.symbols', 'Symbols'),
    ...checkItem(abi, verdict, 'kernel', 'abi.kernel', 'Minimum kernel'),
    properties(facts),
  ];
}

export const cpuItems = ({ verdict }: AbiFacts): ChecklistItem[] => (verdict === null ? [] : checkItem(cpu, verdict, 'cpu', 'cpu.level', 'CPU level that it was built for'));

const STATUS: Readonly<Record<CheckResult['status'], ChecklistItem['status']>> = { pass: 'pass', fail: 'fail', warn: 'warn', unknown: 'unknown', 'not-needed': 'not-applicable' };

function checkItem(make: typeof abi, verdict: Verdict, check: CheckId, id: string, title: string): ChecklistItem[] {
  const found = verdict.checks.find((each) => each.id === check);
  return found === undefined ? [] : [make(id, title, STATUS[found.status], found.text, evidenceOf(found))];
}

const evidenceOf = ({ evidence }: CheckResult): ChecklistItem['evidence'] =>
  evidence.slice(0, 20).map(({ source, text, path }) => ({ source, text: path === null ? text : `${path}: ${text}` }));

/** Paths of what is loaded together: program, loader, libraries. */
function loaded({ index, facts }: AbiFacts, verdict: Verdict): string[] {
  const runs = facts.start.kind === 'script' ? facts.start.interpreter : facts.start.program;
  const real = (path: string | null): string[] => {
    if (path === null || !path.startsWith('/')) return [];
    const found = index.resolve(path);
    return found.found ? [found.path] : [];
  };
  const program = real(runs);
  const interp = program.flatMap((path) => real(index.elf(path)?.interp ?? null));
  return [...new Set([...program, ...interp, ...verdict.libraries.flatMap(({ path }) => (path === null ? [] : real(path)))])];
}

function together(facts: AbiFacts, verdict: Verdict): ChecklistItem {
  const title = 'Machine, class and byte order of all that is loaded';
  const machine = verdict.checks.find(({ id }) => id === 'machine');
  const files = loaded(facts, verdict).flatMap((path) => {
    const elf = facts.index.elf(path);
    return elf === null ? [] : [{ path, text: `${elf.machine ?? 'no machine'}, ${elf.class ?? '?'} bit, ${elf.data ?? '?'}` }];
  });
  const evidence = files.slice(0, 20).map(({ path, text }) => ({ source: 'elf', text: `${path}: ${text}` }));
  const kinds = [...new Set(files.map(({ text }) => text))];
  if (machine?.status === 'fail') return abi('abi.machine', title, 'fail', machine.text, evidence, ['C43', 'C44']);
  if (files.length === 0) return abi('abi.machine', title, 'unknown', machine?.text ?? 'no file of what starts was read', evidence, ['C43', 'C44']);
  if (kinds.length > 1) {
    const odd = files.find(({ text }) => text !== files[0]?.text);
    return abi('abi.machine', title, 'fail', `${odd?.path ?? ''} is ${odd?.text ?? ''}, and the program is ${kinds[0] ?? ''}: they can't be loaded together`, evidence, [
      'C43',
      'C44',
    ]);
  }
  return abi(
    'abi.machine',
    title,
    machine?.status === 'warn' ? 'warn' : 'pass',
    machine?.status === 'warn' ? machine.text : `${files.length === 1 ? 'one file' : `${files.length} files`}, all of ${kinds[0] ?? ''}`,
    evidence,
    ['C43', 'C44'],
  );
}

function flags(facts: AbiFacts, verdict: Verdict): ChecklistItem {
  const title = 'ABI by e_flags';
  const files = loaded(facts, verdict).flatMap((path) => {
    const elf = facts.index.elf(path);
    const said = elf === null ? null : abiOfFlags(elf.machine, elf.flags);
    return said === null ? [] : [{ path, said }];
  });
  const evidence = files.slice(0, 20).map(({ path, said }) => ({ source: 'elf', text: `${path}: ${said}` }));
  if (files.length === 0) return abi('abi.flags', title, 'not-applicable', 'this machine’s e_flags say nothing of an ABI', evidence);
  const floats = [...new Set(files.filter(({ said }) => said.includes('float')).map(({ said }) => said))];
  return floats.length > 1
    ? abi('abi.flags', title, 'fail', `${floats.join(' and ')} in one program`, evidence)
    : abi('abi.flags', title, 'pass', floats[0] ?? files[0]?.said ?? '', evidence);
}

/** The highest node that all of it together asks of libc, beside what that libc has. */
function versions(facts: AbiFacts, verdict: Verdict): ChecklistItem {
  const [item] = checkItem(abi, verdict, 'versions', 'abi.versions', 'Version nodes of the C library');
  const asked = loaded(facts, verdict)
    .flatMap((path) => facts.index.elf(path)?.versionsNeeded ?? [])
    .map(({ version }) => version)
    .filter((version) => /^GLIBC_\d+(\.\d+)+$/.test(version))
    .sort(byVersion);
  const has = facts.facts.provides.filter((version) => version.startsWith('GLIBC_')).sort(byVersion);
  const evidence = [
    ...(asked.length === 0 ? [] : [{ source: 'elf', text: `highest node asked for: ${asked.at(-1) ?? ''}` }]),
    ...(has.length === 0 ? [] : [{ source: 'image', text: `highest node that the image's C libraries define: ${has.at(-1) ?? ''}` }]),
  ];
  return item === undefined
    ? abi('abi.versions', 'Version nodes of the C library', 'unknown', 'they were not looked at', evidence)
    : { ...item, evidence: [...evidence, ...item.evidence] };
}

function byVersion(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => (/[\d.]+$/.exec(text)?.[0] ?? '').split('.').map(Number));
  for (let i = 0; i < Math.max(left?.length ?? 0, right?.length ?? 0); i++) {
    const difference = (left?.[i] ?? 0) - (right?.[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function properties({ properties: read }: AbiFacts): ChecklistItem {
  const title = 'GNU properties (BTI, PAC, IBT, SHSTK)';
  if (read === null) return abi('abi.properties', title, 'unknown', 'the program’s notes were not read');
  const evidence = read.map(({ name, value }) => ({ source: 'elf', text: `${name}: ${value}` }));
  if (read.length === 0) return abi('abi.properties', title, 'not-applicable', 'the program has none: it runs without that hardening, and asks for none', evidence);
  return abi('abi.properties', title, 'pass', read.map(({ name, value }) => (value === '' ? name : `${name}: ${value}`)).join('; '), evidence);
}
