// The `level` axis: the CPU level a platform's code may ask for. One line per GOARCH; adding one touches nothing else.
// Values and versions: `go help environment` and the release notes of Go 1.16 to 1.27; what Go does with others: facts/claims.md C17, C18.

interface LevelRule {
  goarch: string[];
  variable: string;
  /** Examples for messages. */
  values: string;
  pattern: RegExp;
  /** First Go version that knows this value. Older ones ignore the variable or overlook the value without a word. */
  since(value: string): string;
}

const RULES: readonly LevelRule[] = [
  { goarch: ['amd64'], variable: 'GOAMD64', values: 'v1 … v4', pattern: /^v[1-4]$/, since: () => '1.18' },
  {
    goarch: ['arm64'],
    variable: 'GOARM64',
    values: 'v8.0 … v8.9, v9.0 … v9.5, each with +lse and +crypto',
    pattern: /^v(8\.[0-9]|9\.[0-5])(,lse)?(,crypto)?$/,
    since: () => '1.23',
  },
  {
    goarch: ['arm'],
    variable: 'GOARM',
    values: '5, 6, 7, each with +softfloat or +hardfloat',
    pattern: /^[567](,(soft|hard)float)?$/,
    since: (value) => (value.includes(',') ? '1.22' : '1.5'),
  },
  { goarch: ['386'], variable: 'GO386', values: 'sse2, softfloat', pattern: /^(sse2|softfloat)$/, since: (value) => (value === 'softfloat' ? '1.16' : '1.5') },
  { goarch: ['ppc64', 'ppc64le'], variable: 'GOPPC64', values: 'power8, power9, power10', pattern: /^power(8|9|10)$/, since: (value) => (value === 'power10' ? '1.20' : '1.10') },
  { goarch: ['riscv64'], variable: 'GORISCV64', values: 'rva20u64, rva22u64, rva23u64', pattern: /^rva(20|22|23)u64$/, since: (value) => (value === 'rva23u64' ? '1.25' : '1.23') },
  { goarch: ['mips', 'mipsle'], variable: 'GOMIPS', values: 'hardfloat, softfloat', pattern: /^(hard|soft)float$/, since: () => '1.10' },
  { goarch: ['mips64', 'mips64le'], variable: 'GOMIPS64', values: 'hardfloat, softfloat', pattern: /^(hard|soft)float$/, since: () => '1.11' },
];

/** Values that people choose from; options (`v8.1,lse`) and rarer platforms' values are typed. */
export const LEVELS_OFFERED: readonly string[] = [
  'v1',
  'v2',
  'v3',
  'v4',
  'v8.0',
  'v8.1',
  'v8.2',
  'v9.0',
  '5',
  '6',
  '7',
  'sse2',
  'softfloat',
  'power8',
  'power9',
  'power10',
  'rva20u64',
  'rva22u64',
  'rva23u64',
];

/** Every variable that a level can set: the matrix file's `env` must not. */
export const LEVEL_VARIABLES: readonly string[] = RULES.map((rule) => rule.variable);

/** One spelling: `v8.1+crypto+lse` and `v8.1,crypto,lse` are `v8.1,lse,crypto`. */
export function normalLevel(text: string): string {
  const [first = '', ...options] = text.trim().split(/[+,]/);
  const order = ['lse', 'crypto'];
  return [first, ...options.sort((a, b) => order.indexOf(a) - order.indexOf(b))].join(',');
}

/** Is there a platform for which some Go version knows the level? */
export const isKnownLevel = (level: string): boolean => RULES.some((rule) => rule.pattern.test(level));

export const LEVELS_EXPECTED = RULES.map((rule) => `${rule.values} (${rule.goarch.join(', ')})`).join('; ');

/** The variable that carries the level on a GOARCH, and the first Go version that knows it; null where the level means nothing there. */
export function levelOn(goarch: string, level: string): { variable: string; since: string } | null {
  const rule = RULES.find((each) => each.goarch.includes(goarch));
  return rule && rule.pattern.test(level) ? { variable: rule.variable, since: rule.since(level) } : null;
}
