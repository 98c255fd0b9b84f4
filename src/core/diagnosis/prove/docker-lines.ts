// What of a change stands in no file that we know: the lines for a Dockerfile, and options of `docker build` and `docker run`.
import { NONE } from '../../../shared/domain/axes.ts';
import type { Change } from '../../../shared/domain/explain.ts';

/** The images that people have beside our run images of the same kind. */
const FROM: Record<string, string> = {
  empty: 'FROM scratch',
  glibc: 'FROM debian:trixie-slim',
  'glibc-old': 'FROM debian:bullseye-slim',
  musl: 'FROM alpine',
  distroless: 'FROM (a distroless image with glibc, e.g. base-debian12)',
};

const LINKED: Record<string, string[]> = {
  static: ['-linkmode=external -extldflags=-static'],
  'static-pie': ['-linkmode=external -extldflags=-static-pie'],
};

const word = (text: string): string => (/^[A-Za-z0-9_@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

/** In the order of a Dockerfile: build stage, run stage, options. `red` and `green` are the axes of the cell before and after the change. */
export function dockerLines(change: Change, red: Record<string, string>, green: Record<string, string>): string[] {
  return [...buildStage(change, green), ...runStage(change, red, green), ...options(change, green)];
}

function buildStage(change: Change, green: Record<string, string>): string[] {
  const named = change.axes ?? {};
  const lines: string[] = [];
  if (named.go !== undefined) lines.push(`FROM golang:${green.go ?? named.go} AS build`);
  const cc = named.libc === 'musl' || (named.cgo === '1' && green.libc === 'musl') ? ['musl-tools'] : [];
  const packages = [...(change.packages ?? []), ...cc];
  if (packages.length > 0) lines.push(`RUN apt-get update && apt-get install -y --no-install-recommends ${packages.map(word).join(' ')}`);
  const env: [string, string][] = [
    ...(named.cgo === undefined && change.env?.CGO_ENABLED === undefined ? [] : ([['CGO_ENABLED', green.cgo ?? '']] as [string, string][])),
    ...(cc.length > 0 ? ([['CC', 'musl-gcc']] as [string, string][]) : []),
    ...Object.entries(change.env ?? {}).flatMap(([name, value]): [string, string][] => (name === 'CGO_ENABLED' || value === null ? [] : [[name, value]])),
    ...((change.goflags ?? null) === null ? [] : ([['GOFLAGS', change.goflags ?? '']] as [string, string][])),
    ...(change.modules?.proxy === undefined ? [] : ([['GOPROXY', change.modules.proxy]] as [string, string][])),
    ...(change.modules?.private === undefined ? [] : ([['GOPRIVATE', change.modules.private]] as [string, string][])),
    ...(change.modules?.nosumdb === undefined ? [] : ([['GONOSUMDB', change.modules.nosumdb]] as [string, string][])),
    ...(change.modules?.sumdb === undefined ? [] : ([['GOSUMDB', change.modules.sumdb]] as [string, string][])),
    ...levelEnv(named, green),
  ];
  for (const [name, value] of env) lines.push(`ENV ${name}=${word(value)}`);
  for (const [name, value] of Object.entries(change.env ?? {})) if (value === null) lines.push(`(no ${name} in the environment of the build)`);
  const flags = [
    ...(named.tags !== undefined && (green.tags ?? NONE) !== NONE ? [`-tags ${word(green.tags ?? '')}`] : []),
    ...(named.link === 'pie' || named.link === 'static-pie' ? ['-buildmode=pie'] : []),
    ...ldflags(change, named, green),
  ];
  if (flags.length > 0) lines.push(`RUN go build ${flags.join(' ')} …`);
  return lines;
}

function levelEnv(named: Record<string, string>, green: Record<string, string>): [string, string][] {
  if (named.level === undefined || (green.level ?? NONE) === NONE) return [];
  const arch = (green.platform ?? '').split('/')[1] ?? '';
  return [[`GO${arch.toUpperCase()}`, green.level ?? '']];
}

function ldflags(change: Change, named: Record<string, string>, green: Record<string, string>): string[] {
  const linked = named.link !== undefined && green.cgo === '1' ? (LINKED[green.link ?? ''] ?? []) : [];
  const words = [...linked, ...((change.ldflags ?? null) === null ? [] : [change.ldflags ?? ''])].join(' ');
  return words === '' ? [] : [`-ldflags=${word(words)}`];
}

function runStage(change: Change, red: Record<string, string>, green: Record<string, string>): string[] {
  const run = change.run ?? {};
  const base = red.base === green.base ? null : (green.base ?? null);
  return [
    ...(base === null || base === NONE ? [] : [FROM[base] ?? `FROM ${base}`]),
    ...(run.files ?? []).flatMap((file) =>
      'content' in file
        ? [`COPY <<'EOF' ${word(file.path)}`, ...file.content.replace(/\n$/, '').split('\n'), 'EOF']
        : [`COPY --from=build ${word(file.path)} ${word(file.path)}${PROVIDER.find(([pattern]) => pattern.test(file.path))?.[1] ?? ''}`],
    ),
    ...Object.entries(run.env ?? {}).map(([name, value]) => (value === null ? `(no ${name} in the environment of the program)` : `ENV ${name}=${word(value)}`)),
    ...((run.workdir ?? null) === null ? [] : [`WORKDIR ${word(run.workdir ?? '')}`]),
    ...((run.user ?? null) === null ? [] : [`USER ${word(run.user ?? '')}`]),
    ...(run.args === undefined ? [] : [`CMD ${JSON.stringify(run.args)}`]),
  ];
}

/** Which package of the build stage brings the file. */
const PROVIDER: [RegExp, string][] = [
  [/\/ca-certificates\.crt$|^\/etc\/ssl\/certs/, '   (there: apt-get install ca-certificates)'],
  [/\/zoneinfo/, '   (there: apt-get install tzdata)'],
];

function options(change: Change, green: Record<string, string>): string[] {
  const run = change.run ?? {};
  const platform = change.axes?.platform === undefined ? null : (green.platform ?? null);
  const words = [
    ...(platform === null ? [] : ['--platform', platform]),
    ...(run.memory === undefined ? [] : ['--memory', run.memory.replace(/\s|i?B$/g, '').toLowerCase()]),
    ...(run.network === 'none' ? ['--network', 'none'] : []),
    ...resolverOptions(run.resolvConf),
  ];
  return [
    ...(platform === null ? [] : [`docker build --platform ${word(platform)} …`]),
    ...(words.length === 0 ? [] : [`docker run ${words.map(word).join(' ')} …`]),
    ...(run.profile === 'docker-default' ? ["(started with Docker's default profile, not the hardened one)"] : []),
    ...(run.time === undefined ? [] : [`(given ${run.time} to end or to become ready)`]),
  ];
}

/** `--dns`, `--dns-search` and `--dns-option` for a resolv.conf; on user networks Docker's own server stands before the name servers. */
function resolverOptions(resolvConf: string | undefined): string[] {
  const found: string[] = [];
  for (const line of (resolvConf ?? '').split('\n')) {
    const [name, ...values] = line.trim().split(/\s+/);
    if (name === 'nameserver' && values[0] !== undefined) found.push('--dns', values[0]);
    else if (name === 'search' || name === 'domain') found.push(...(values.length === 0 ? [] : values.flatMap((value) => ['--dns-search', value])));
    else if (name === 'options') found.push(...values.flatMap((value) => ['--dns-option', value]));
  }
  return found;
}
