// A facts file as people and tools write it, made into Facts. Lenient where a value can mean only one thing; one clear sentence for everything else.
import { InputError } from '../../shared/domain/errors.ts';
import { factsSchema, type Facts } from '../../shared/domain/facts.ts';
import { shown } from '../../shared/domain/text.ts';
import { thingOf } from '../evidence/index.ts';

type Raw = Record<string, unknown>;
const PARTS = ['elf', 'image', 'host', 'build', 'run', 'trace', 'resolver'] as const;
const isRecord = (value: unknown): value is Raw => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Facts out of a parsed JSON document; `name` is how the user called the file. Unknown fields are ignored, null is unknown, `cgo` may be 0/1, a list may be one
 * text, `GLIBC_2.34` and `linux/x86_64` are read as what they mean. A document of `show` serves too. Throws InputError naming the place.
 */
export function factsFrom(value: unknown, name = 'the facts'): Facts {
  const called = shown(name);
  const whole = 'an object with any of elf, image, host, build, run, trace and resolver';
  if (!isRecord(value)) throw new InputError(`${called}: expected ${whole}, not ${kindOf(value)}`, { input: name, expected: whole });
  const inner = isRecord(value.facts) ? value.facts : value;
  const facts: Raw = {};
  for (const part of PARTS) {
    const given = inner[part];
    if (given === undefined || given === null) continue;
    if (!isRecord(given)) throw new InputError(`${called}: ${part}: expected an object, not ${kindOf(given)}`, { input: name, place: part, expected: 'an object' });
    facts[part] = NORMAL[part](withoutNull(given, part));
  }
  if (Object.keys(facts).length === 0 && Object.keys(inner).length > 0)
    throw new InputError(`${called} has none of elf, image, host, build, run, trace and resolver; expected ${whole}`, { input: name, expected: whole });
  const parsed = factsSchema.safeParse(facts);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const place = issue?.path.map(String).join('.') ?? '';
  const expected = issue?.code === 'invalid_type' ? `expected ${TYPES[issue.expected] ?? issue.expected}` : (issue?.message ?? 'not valid');
  const got = issue?.path.reduce<unknown>((inside, key) => (isRecord(inside) || Array.isArray(inside) ? Reflect.get(inside, key) : undefined), facts);
  throw new InputError(`${called}: ${place}: ${expected}${issue?.code === 'invalid_type' ? `, not ${kindOf(got)}` : ''}`, { input: name, place, expected });
}
/** What zod calls a type, as {@link kindOf} would. */
const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  number: 'a number',
  boolean: 'true or false',
  int: 'a whole number',
};

/** As {@link factsFrom}, of the text of a file. */
export function factsFromText(text: string, name = 'the facts'): Facts {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new InputError(`${shown(name)} is no JSON: ${shown(error.message)}`, { input: name, expected: 'a facts document as JSON' });
  }
  return factsFrom(value, name);
}

/** Fields for which null says something: there is none. */
const NULL_IS_NONE = new Set([
  'elf.interp',
  'elf.glibcFloor',
  'elf.linkage',
  'elf.type',
  'elf.machine',
  'elf.class',
  'image.libc',
  'image.libcVersion',
  'build.cc',
  'trace.firstExec',
  'trace.program',
  'trace.ended',
  'run.signal',
  'run.error',
  'run.code',
]);
const withoutNull = (part: Raw, name: string): Raw => Object.fromEntries(Object.entries(part).filter(([key, value]) => value !== null || NULL_IS_NONE.has(`${name}.${key}`)));

const NORMAL: Record<(typeof PARTS)[number], (part: Raw) => Raw> = {
  elf: (part) => ({
    ...part,
    ...change(part, 'format', word),
    ...change(part, 'machine', machine),
    ...change(part, 'class', (value) => (typeof value === 'string' ? (/32/.test(value) ? 32 : /64/.test(value) ? 64 : value) : value)),
    ...change(part, 'interp', (value) => (value === '' ? null : value)),
    ...change(part, 'needed', list),
    ...change(part, 'glibcFloor', (value) => (typeof value === 'number' ? String(value) : typeof value === 'string' ? value.replace(/^GLIBC_/i, '') : value)),
    ...change(part, 'linkage', word),
    ...change(part, 'libc', word),
    // `flags` of elf@1 are the bits of e_flags, a number in text.
    ...change(part, 'flags', (value) => (typeof value === 'number' || (typeof value === 'string' && /^(?:0x)?[\da-f]+$/i.test(value)) ? [] : list(value))),
    ...(isRecord(part.go) ? { goVersion: part.go.version ?? null, goSettings: part.go.settings ?? {} } : {}),
  }),
  image: (part) => ({
    ...part,
    ...change(part, 'platform', platform),
    ...libcOf(part),
    ...change(part, 'has', list),
    ...change(part, 'missing', list),
  }),
  host: (part) => ({
    ...part,
    ...change(part, 'arch', (value) => (typeof value === 'string' ? goArch(value) : value)),
    ...change(part, 'cpu', (value) =>
      isRecord(value) ? [value.model, value.level].filter((each) => typeof each === 'string').join(' ') : Array.isArray(value) ? value.join(' ') : value,
    ),
    ...change(part, 'kernel', (value) => (typeof value === 'number' ? String(value) : value)),
    ...change(part, 'binfmt', binfmt),
  }),
  build: (part) => ({
    ...part,
    ...change(part, 'go', (value) => (typeof value === 'number' ? `go${value}` : typeof value === 'string' && /^\d/.test(value) ? `go${value}` : value)),
    ...change(part, 'goarch', (value) => (typeof value === 'string' ? goArch(value) : value)),
    ...change(part, 'gohostarch', (value) => (typeof value === 'string' ? goArch(value) : value)),
    ...change(part, 'cgo', yesNo),
    ...change(part, 'exitStatus', count),
    ...change(part, 'deps', list),
    ...change(part, 'flags', list),
    ...change(part, 'warnings', list),
    ...change(part, 'errors', list),
  }),
  run: (part) => ({ ...part, ...change(part, 'code', count), ...change(part, 'stdout', lines), ...change(part, 'stderr', lines) }),
  trace: (part) => ({
    ...part,
    ...change(part, 'filesOpened', list),
    ...change(part, 'filesMissing', list),
    ...change(part, 'connects', list),
    ...change(part, 'sought', (value) => each(value, soughtThing)),
    ...change(part, 'deciding', (value) => each(value, (one) => (typeof one === 'string' ? { why: 'said', event: 1, text: one } : { why: 'said', event: 1, ...record(one) }))),
    ...change(part, 'signals', (value) => each(value, (one) => ({ code: null, fatal: false, event: 1, ...(typeof one === 'string' ? { name: one } : record(one)) }))),
    ...change(part, 'refused', (value) => each(value, refusedCall)),
    ...change(part, 'dns', (value) => each(value, (one) => ({ type: '', server: '', answered: null, addresses: [], waitMs: null, event: 1, ...record(one) }))),
  }),
  resolver: (part) => ({ ...part, ...change(part, 'resolvConf', (value) => (Array.isArray(value) ? value.join('\n') : value)) }),
};

const change = (part: Raw, key: string, to: (value: unknown) => unknown): Raw => (part[key] === undefined ? {} : { [key]: to(part[key]) });
const list = (value: unknown): unknown => (typeof value === 'string' ? (value === '' ? [] : [value]) : value);
const each = (value: unknown, to: (one: unknown) => unknown): unknown => (Array.isArray(value) ? value.map(to) : value);
const record = (value: unknown): Raw => (isRecord(value) ? value : {});
/** A path or a name alone is a thing that was not found. */
function soughtThing(value: unknown): unknown {
  if (isRecord(value)) return { found: false, foundAt: null, places: [], ...value };
  if (typeof value !== 'string') return value;
  const { kind, name } = thingOf(value, false);
  return { kind, name, found: false, foundAt: null, places: value.includes('/') ? [value] : [] };
}
/** `clone3 EPERM`. */
function refusedCall(value: unknown): unknown {
  const [call = '', error = ''] = typeof value === 'string' ? value.split(/\s+/) : [];
  return { times: 1, event: 1, ...(typeof value === 'string' ? { call, error } : record(value)) };
}
const lines = (value: unknown): unknown => (typeof value === 'string' ? value.replace(/\n$/, '').split('\n') : value);
const word = (value: unknown): unknown => (typeof value === 'string' ? value.toLowerCase() : value);
const count = (value: unknown): unknown => (typeof value === 'string' && /^-?\d{1,9}$/.test(value) ? Number(value) : value);
function yesNo(value: unknown): unknown {
  if (value === 1 || value === '1' || value === 'true' || value === 'on' || value === 'yes') return true;
  return value === 0 || value === '0' || value === 'false' || value === 'off' || value === 'no' ? false : value;
}

/** Of `uname -m`, of Debian, of Docker -> GOARCH; what is not known stays. */
const GOARCH: Readonly<Record<string, string>> = {
  x86_64: 'amd64',
  'x86-64': 'amd64',
  x64: 'amd64',
  i386: '386',
  i686: '386',
  x86: '386',
  aarch64: 'arm64',
  arm64v8: 'arm64',
  armv7l: 'arm',
  armv6l: 'arm',
  armhf: 'arm',
  powerpc64le: 'ppc64le',
  ppc64el: 'ppc64le',
  loongarch64: 'loong64',
};
const goArch = (text: string): string => GOARCH[text.toLowerCase()] ?? text;

const MACHINES: Readonly<Record<string, string>> = {
  amd64: 'EM_X86_64',
  '386': 'EM_386',
  arm64: 'EM_AARCH64',
  arm: 'EM_ARM',
  ppc64le: 'EM_PPC64',
  s390x: 'EM_S390',
  riscv64: 'EM_RISCV',
  riscv: 'EM_RISCV',
  loong64: 'EM_LOONGARCH',
  mips: 'EM_MIPS',
};
/** `x86_64`, `aarch64`, `AArch64`, `62` -> the constant of elf.h. */
function machine(value: unknown): unknown {
  if (value === 62 || value === '62') return 'EM_X86_64';
  if (value === 183 || value === '183') return 'EM_AARCH64';
  if (typeof value !== 'string' || value.startsWith('EM_')) return typeof value === 'number' ? `EM_${value}` : value;
  const low = value.toLowerCase();
  if (/x86[-_]64|amd64/.test(low)) return 'EM_X86_64'; // readelf: Advanced Micro Devices X86-64
  if (/aarch64|arm64/.test(low)) return 'EM_AARCH64';
  return MACHINES[goArch(low)] ?? value;
}

function platform(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const [os = '', arch, ...rest] = value.toLowerCase().split('/');
  return arch === undefined ? `linux/${goArch(os)}` : [os, goArch(arch), ...rest].join('/');
}

/** `glibc 2.31` and `GLIBC` are told in two fields. */
function libcOf(part: Raw): Raw {
  if (typeof part.libc !== 'string') return change(part, 'libcVersion', (value) => (typeof value === 'number' ? String(value) : value));
  const [name = '', version] = part.libc.toLowerCase().split(/[\s-]+/);
  const said = part.libcVersion ?? version;
  return { libc: name === 'gnu' ? 'glibc' : name, ...(said === undefined ? {} : { libcVersion: typeof said === 'number' ? String(said) : said }) };
}

/** One handler may be given as its name alone. */
const binfmt = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map((each: unknown) =>
        typeof each === 'string' ? { name: each, flags: '', interpreter: '' } : isRecord(each) ? { flags: '', interpreter: '', ...withoutNull(each, 'binfmt') } : each,
      )
    : value;

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : typeof value === 'string' ? 'a text' : `a ${typeof value}`;
}
