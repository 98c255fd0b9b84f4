// `dns measure`: a scenario, or a grid of them, measured in the lab; followed to its end, cancelled by an interrupt. And what is kept of measurements: list, show, cancel, remove.
import path from 'node:path';
import { parseFault } from '../../../shared/domain/dns-faults.ts';
import { LAB_SUBJECTS, type DnsMeasurement, type DnsRepair, type DnsSubject, type DnsVary } from '../../../shared/domain/dns.ts';
import { CancelledError, InputError } from '../../../shared/domain/errors.ts';
import { shown } from '../../../shared/domain/text.ts';
import { EXIT } from '../../exit.ts';
import { Progress } from '../../progress.ts';
import type { Shell } from '../../shell.ts';
import type { EngineOptions, JsonOption } from '../options.ts';
import { withConsent } from './consent.ts';
import { durationMs, scenarioOf, textOf, type ScenarioOptions } from './scenario.ts';

export interface MeasureOptions extends ScenarioOptions, EngineOptions {
  subject: string[];
  arg: string[];
  image?: string;
  ready?: string;
  via?: 'exact' | 'docker';
  timeout?: string;
  attempts?: string;
  servers?: string;
  search?: string;
  ndots?: string;
  faults: string[];
  options: string[];
  rounds: number;
  parallel: number;
  limit?: string;
  sampleLimit?: string;
  repairAt?: string;
  repairConf?: string;
  title?: string;
  yes?: boolean;
  failOn?: 'difference';
}

/** Who looks up where nobody says it: the three resolvers. */
const USUAL = ['go', 'c-glibc', 'c-musl'] as const;

/** `words`: what stands behind `--`. */
export async function measure(shell: Shell, words: string[], options: MeasureOptions): Promise<void> {
  const vary = varyOf(options);
  const { title = '' } = options;
  if (title.length > 200) throw new InputError(`--title is ${title.length} characters long; expected at most 200`, { input: '--title', expected: 'at most 200 characters' });
  const image = imageOf(options, words);
  const subjects = [...(image === null ? [] : [image]), ...(image !== null && options.subject.length === 0 ? [] : subjectsOf(options.subject, shell.io.cwd, options.arg))];
  const limitMs = options.limit === undefined ? undefined : Math.max(1_000, durationMs(options.limit, '--limit'));
  const sampleLimitMs = options.sampleLimit === undefined ? null : Math.max(100, durationMs(options.sampleLimit, '--sample-limit'));
  const scenario = { ...(await scenarioOf(shell, options, image === null ? null : asDockerWould)), parallel: options.parallel, ...(await repairOf(shell, options)) };
  if (options.resolvConf === undefined) shell.io.err(`no --resolv-conf: taken is "${scenario.resolvConf.trim().replaceAll('\n', ' / ')}"\n`);
  if (options.server.length > 0 && options.faults.some((text) => !/^\s*[1-3]=/.test(text)))
    shell.io.err('a value of --faults without a number is for all name servers: it takes the place of --server\n');
  const api = await shell.api(true);
  const request = {
    title,
    scenarios: [scenario],
    vary,
    subjects,
    rounds: options.rounds,
    sampleLimitMs,
    ...(limitMs === undefined ? {} : { limitMs }),
    endpoint: options.endpoint ?? null,
    env: shell.env,
  };
  const progress = new Progress(shell.io, { total: 0 });
  const over = new AbortController();
  let interrupts = 0;
  let started: string | null = null;
  const cancel = (id: string): void => {
    // A cancel that fails leaves the wait below, which says how it ended.
    void api.call('dns.cancel', { id }).catch(() => undefined);
  };
  api.on('lab', (event) => progress.event(event), { signal: over.signal });
  shell.io.onInterrupt(() => {
    interrupts += 1;
    if (interrupts > 1) return shell.io.leave(EXIT.interrupted);
    progress.note('cancelling: what was measured so far is kept');
    if (started !== null) cancel(started);
  }, over.signal);
  let document: DnsMeasurement;
  try {
    shell.work = { what: 'the measurement', state: 'asked', look: 'cgoscope dns list' };
    const { id } = await withConsent(shell, 'dns measure', options.yes === true, (yes) => api.call('dns.measure', { ...request, yes }));
    started = id;
    shell.work = { what: `measurement ${id}`, state: 'running', look: `cgoscope dns show ${id}` };
    if (interrupts > 0) cancel(id); // while it was being started
    document = await api.call('dns.get', { id, wait: true });
    shell.work.state = 'ended';
  } finally {
    progress.end();
    over.abort();
  }
  await say(shell, document, options);
  if (document.state === 'failed') throw new Error(document.reason ?? 'the measurement failed');
  if (document.state === 'interrupted' && interrupts === 0) throw new CancelledError(document.reason ?? 'interrupted');
  const [first] = document.samples;
  if (document.state !== 'done') shell.code = EXIT.interrupted;
  else if (first !== undefined && document.samples.every(({ state }) => state === 'failed')) {
    shell.io.err(`cgoscope: nothing was measured: ${shown(first.reason ?? 'every sample failed')}\n`);
    shell.code = EXIT.red;
  } else if (options.failOn === 'difference' && document.agreement.some(({ agrees }) => agrees === false)) shell.code = EXIT.red;
}

const LONGEST_REPAIR_MS = 60_000;

/** The file that is put in the place of the scenario's; nothing where none is. Throws InputError. */
export async function repairOf(
  shell: Shell,
  { repairAt, repairConf, resolvConf, repeat, parallel, image }: Pick<MeasureOptions, 'repairAt' | 'repairConf' | 'resolvConf' | 'repeat' | 'parallel' | 'image'>,
): Promise<{ repair?: DnsRepair }> {
  if (repairAt === undefined) {
    if (repairConf === undefined) return {};
    throw new InputError('--repair-conf is put in place at a time; expected --repair-at TIME beside it', { input: '--repair-conf', expected: '--repair-at TIME' });
  }
  const atMs = durationMs(repairAt, '--repair-at');
  if (atMs > LONGEST_REPAIR_MS) throw new InputError(`--repair-at ${shown(repairAt)} is too late; expected at most 60s`, { input: '--repair-at', expected: 'at most 60s' });
  const beside = image !== undefined ? '--image' : repeat > 1 ? '--repeat' : parallel > 1 ? '--parallel' : null;
  if (beside !== null)
    throw new InputError(`--repair-at has programs of the lab look up again and again, one lookup after the other; it does not go with ${beside}`, {
      input: beside,
      expected: `--repair-at without ${beside}`,
    });
  if (repairConf === '-' && resolvConf === '-')
    throw new InputError('--resolv-conf and --repair-conf both name stdin; expected one file from it', { input: '-', expected: 'one - at most' });
  return { repair: { atMs, resolvConf: repairConf === undefined ? null : await textOf(shell, repairConf, '--repair-conf') } };
}

async function say(shell: Shell, document: DnsMeasurement, { json }: JsonOption): Promise<void> {
  if (json === true) shell.document(document);
  else {
    const { measurementLines } = await import('../../text/dns/measure.ts');
    shell.say(measurementLines(document, shell.paint, shell.io.columns()));
  }
}

/** A file with Docker's defaults: as many name servers as are spoken of, and no search list. */
const asDockerWould = (servers: number): string => `${Array.from({ length: servers }, (_, index) => `nameserver 10.0.0.${index + 1}\n`).join('')}options ndots:0\n`;

/** `--image`, and what is said of it alone; null without one. */
export function imageOf({ image, ready, via }: Pick<MeasureOptions, 'image' | 'ready' | 'via'>, words: string[]): Extract<DnsSubject, { kind: 'image' }> | null {
  if (image !== undefined) return { kind: 'image', image, args: words, via: via ?? 'exact', ready: readyOf(ready ?? 'exit') };
  const given = ready !== undefined ? '--ready' : via !== undefined ? '--via' : words.length > 0 ? `"${shown(words[0] ?? '')}"` : null;
  if (given !== null) throw new InputError(`${given} is about an image; expected --image REFERENCE beside it`, { input: given, expected: '--image REFERENCE' });
  return null;
}

function readyOf(text: string): Extract<DnsSubject, { kind: 'image' }>['ready'] {
  if (text === 'exit') return 'exit';
  const found = /^(tcp|http):((\d{1,5})(\/.*)?)$/.exec(text);
  const port = Number(found?.[3] ?? 0);
  if (found !== null && port >= 1 && port <= 65_535) {
    if (found[1] === 'http') return { http: found[2] ?? '' };
    if (found[4] === undefined) return { tcp: port };
  }
  throw new InputError(`--ready ${shown(text)} says nothing of a first answer; expected exit, tcp:PORT or http:PORT/PATH`, {
    input: '--ready',
    expected: 'exit, tcp:8080 or http:8080/healthz',
  });
}

/** Subjects of the lab by name, programs by path (anything with a slash in it), images as `image:REFERENCE`. */
export function subjectsOf(given: readonly string[], cwd: string, args: string[] = []): DnsSubject[] {
  const names = given.length === 0 ? [...USUAL] : [...new Set(given)];
  if (args.length > 0 && !names.some((text) => text.includes('/')))
    throw new InputError('--arg is for programs, and none is among the subjects; expected --subject ./PROGRAM beside it', { input: '--arg', expected: '--subject ./PROGRAM' });
  return names.map((text): DnsSubject => {
    const id = LAB_SUBJECTS.find((each) => each === text);
    if (id !== undefined) return { kind: 'lab', id };
    if (text.startsWith('image:')) return { kind: 'image', image: text.slice('image:'.length), args: [], via: 'exact', ready: 'exit' };
    if (text.includes('/')) return { kind: 'program', path: path.resolve(cwd, text), args };
    throw new InputError(`"${shown(text)}" is no subject; expected ${LAB_SUBJECTS.join(', ')}, the path of a program (./app), or image:REFERENCE`, {
      input: '--subject',
      expected: `${LAB_SUBJECTS.join(', ')}, a path, or image:REFERENCE`,
    });
  });
}

/** Axes of the grid. `--timeout 1,2,5`; `--faults` and `--options` hold spaces and commas, so they are given once for each value. */
export function varyOf(options: Pick<MeasureOptions, 'timeout' | 'attempts' | 'servers' | 'search' | 'ndots' | 'faults' | 'options'>): DnsVary {
  for (const text of options.faults) for (const word of text.trim().split(/\s+/)) parseFault(/^[1-3]=/.test(word) ? word.slice(2) : word);
  for (const text of options.options)
    if (!/^[^\p{Cc}#;]{0,500}$/u.test(text))
      throw new InputError(`--options "${shown(text.slice(0, 80))}": expected words of one line of options, as "rotate edns0"`, {
        input: '--options',
        expected: 'words of options',
      });
  const axis = (name: 'timeout' | 'attempts' | 'servers' | 'search' | 'ndots', least: number, most: number): Record<string, number[]> => {
    const text = options[name];
    return text === undefined ? {} : { [name]: numbersOf(text, `--${name}`, least, most) };
  };
  return {
    ...axis('timeout', 0, 3_600),
    ...axis('attempts', 0, 100),
    ...axis('servers', 1, 3),
    ...axis('search', 0, 32),
    ...axis('ndots', 0, 15),
    ...(options.faults.length === 0 ? {} : { faults: options.faults }),
    ...(options.options.length === 0 ? {} : { options: options.options }),
  };
}

function numbersOf(text: string, option: string, least: number, most: number): number[] {
  const numbers = text.split(',').map((each) => (/^\s*\d{1,4}\s*$/.test(each) ? Number(each) : Number.NaN));
  if (numbers.some((each) => Number.isNaN(each) || each < least || each > most))
    throw new InputError(`${option} ${shown(text)}: expected whole numbers from ${least} to ${most}, as 1,2,5`, { input: option, expected: `numbers from ${least} to ${most}` });
  return [...new Set(numbers)];
}

export async function list(shell: Shell, options: JsonOption & { limit: number }): Promise<void> {
  const api = await shell.api(false);
  const document = await api.call('dns.list', { limit: options.limit });
  if (options.json === true) return shell.document(document);
  const { measurementsLines } = await import('../../text/dns/measure.ts');
  shell.say(measurementsLines(document.measurements, shell.paint, shell.io.columns()));
}

export async function show(shell: Shell, id: string, options: JsonOption): Promise<void> {
  await say(shell, await (await shell.api(false)).call('dns.get', { id }), options);
}

export async function cancel(shell: Shell, id: string): Promise<void> {
  const { cancelled } = await (await shell.api(true)).call('dns.cancel', { id });
  shell.io.err(cancelled ? 'cancelled; what was measured so far is kept\n' : 'it had ended already\n');
}

export async function remove(shell: Shell, id: string): Promise<void> {
  await (await shell.api(true)).call('dns.remove', { id });
  shell.io.err('removed\n');
}
