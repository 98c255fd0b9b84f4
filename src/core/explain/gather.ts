// What a shell hands in beside a cell (a log, a binary, a trace, an image, facts) made into one case.
import { isAbsolute } from 'node:path';
import type { ProcedureParsed } from '../../shared/api/contract.ts';
import { EngineUnavailableError, InputError } from '../../shared/domain/errors.ts';
import type { Facts } from '../../shared/domain/facts.ts';
import type { HostFacts, Verdict } from '../../shared/domain/verdict.ts';
import { findBinary, transferOf } from '../binaries/index.ts';
import { factsFromText } from '../diagnosis/index.ts';
import { factsOf, type FactsInput } from '../evidence/index.ts';
import { hostOf, modeOf } from '../image/against.ts';
import { envOf } from '../image/env.ts';
import { fileInImage } from '../image/one-file.ts';
import { openImage } from '../image/procedures.ts';
import { sayReading } from '../image/reading.ts';
import type { ImageSummary } from '../image/audit/index.ts';
import type { ImageRoom } from '../image/room.ts';
import type { ImageIndex } from '../image/types.ts';
import type { Hands } from '../lab/hands.ts';
import type { Store } from '../store/types.ts';
import type { Progress } from '../toolchain/types.ts';
import { judge } from '../verdict/index.ts';
import type { WorkerPool } from '../workers/pool.ts';
import type { JudgedBinary } from '../workers/tasks.ts';
import { caseOfCell, cellOf } from './cell.ts';
import type { ExplainTask, LogSource } from './types.ts';

export interface ExplainRoom {
  store: Store;
  workers: WorkerPool;
  hands: Pick<Hands, 'engine' | 'helperImage'>;
  /** Made at the first question. */
  images(): Promise<ImageRoom>;
  /** Told while an image is read for the first time. */
  progress: Progress;
}

type Request = ProcedureParsed<'explain.make'>;
const READ_MS = 60_000;
const AT = '/app';

export interface Gathered {
  task: ExplainTask;
  notes: string[];
}

/** Rejects with InputError where something named can't be read, and as the engine does where an image of it is named. */
export async function gather(room: ExplainRoom, request: Request, signal: AbortSignal): Promise<Gathered> {
  const notes: string[] = [];
  const given = request.facts === null ? {} : factsFromText(request.facts, 'the facts');
  const image = request.image === null ? null : await lookInto(room, request.image, request, signal);
  const binary = request.elf === null ? null : await readBinary(room, request, signal);
  const read = request.trace === null ? null : await room.workers.run('explain.trace', { path: absolute(request.trace), name: request.trace }, { signal, timeoutMs: READ_MS });
  const trace = read?.trace ?? null;
  if (trace?.events === 0) notes.push('the trace holds no system call: it is no log of strace');
  const host = image?.host ?? null;
  const seen = factsOf({
    elf: binary?.judged.elf ?? null,
    trace,
    told: read?.told ?? null,
    ...(image === null ? {} : { image: image.summary }),
    ...(host === null ? {} : { host: hostFacts(host) }),
    build: binary === null ? null : (builtBy(binary.judged) ?? null),
  });
  const verdict = binary === null || image === null ? null : verdictOf(binary, image);
  const ofCell = request.cell === null ? null : cellOf(room.store, request.cell);
  const base = ofCell === null ? null : caseOfCell(room.store, ofCell.run.id, ofCell.cell);
  if (binary !== null)
    notes.push(
      `read: ${binary.name}, ${binary.judged.elf.format === 'elf' ? `${binary.judged.elf.machine ?? ''} ${binary.judged.elf.linkage ?? ''}`.trim() : binary.judged.elf.format}`,
    );
  if (image !== null) notes.push(`read: the image ${image.index.ref}`);
  if (verdict !== null) notes.push(`judged without a start: ${verdict.reason}`);
  return {
    task: {
      logs: [...(base?.logs ?? []), ...(request.log === null ? [] : [{ log: 'log' as const, source: sourceOf(request.log) }])],
      facts: joined({ ...base?.facts, ...seen }, given, notes),
      cell: base?.cell ?? null,
      verdict: verdict ?? base?.verdict ?? null,
      trace: trace ?? base?.trace ?? null,
      traced: request.trace === null ? null : { path: absolute(request.trace), name: request.trace },
    },
    notes,
  };
}

function sourceOf(log: NonNullable<Request['log']>): LogSource {
  return 'text' in log ? { kind: 'text', text: log.text } : { kind: 'file', path: absolute(log.path), name: log.path };
}

function absolute(path: string): string {
  if (!isAbsolute(path)) throw new InputError(`${path} is not an absolute path`, { input: path, expected: 'an absolute path' });
  return path;
}

interface Looked {
  index: ImageIndex;
  summary: ImageSummary;
  host: HostFacts | null;
}

async function lookInto(room: ExplainRoom, image: string, request: Request, signal: AbortSignal): Promise<Looked> {
  const { factsOfImage, imageSummary } = await import('../image/audit/index.ts');
  const { index } = await openImage(await room.images(), room.hands, image, request, { signal, progress: sayReading(room.progress, image) });
  // The engine's machine, where one can be reached: an archive alone says nothing of it.
  const host = await hostOf(room.hands, request, [image]).catch((error: unknown) => {
    if (error instanceof EngineUnavailableError) return null;
    throw error;
  });
  return { index, summary: imageSummary(factsOfImage(index)), host };
}

interface Read {
  judged: JudgedBinary;
  name: string;
  mode: number | null;
}

async function readBinary(room: ExplainRoom, request: Request, signal: AbortSignal): Promise<Read> {
  const { elf } = request;
  if (elf === null) throw new TypeError('no binary was asked for');
  const found = await findBinary(elf, {
    store: room.store,
    fileInImage: async (image, path) => fileInImage(await room.images(), room.hands, { image, path, endpoint: request.endpoint, env: request.env }, signal),
  });
  const judged = await room.workers.run('elf.judged', found, { signal, timeoutMs: READ_MS, transfer: transferOf(found.source) });
  return { judged, name: found.name, mode: request.image === null ? null : await modeOf(elf, await room.images(), room.hands, request, signal) };
}

const verdictOf = ({ judged, mode }: Read, { index, host }: Looked): Verdict => judge({ ...judged, mode, image: index, host, at: AT, env: envOf(index.config) });

const hostFacts = ({ platform, kernel, cpu, emulators }: HostFacts): NonNullable<Facts['host']> => ({
  arch: platform.split('/')[1] ?? platform,
  kernel,
  ...(cpu === null ? {} : { cpu: `${cpu.model}${cpu.level === null ? '' : ` (${cpu.level})`}` }),
  ...(emulators === null ? {} : { binfmt: emulators.filter(({ enabled }) => enabled).map(({ name, flags, interpreter }) => ({ name, flags, interpreter })) }),
});

/** What Go left in the binary of how it was built. */
function builtBy({ elf }: JudgedBinary): FactsInput['build'] {
  if (elf.go === null) return null;
  const { GOOS, GOARCH, CGO_ENABLED } = elf.go.settings;
  return {
    ...(elf.go.version === '' ? {} : { go: elf.go.version }),
    ...(GOOS === undefined ? {} : { goos: GOOS }),
    ...(GOARCH === undefined ? {} : { goarch: GOARCH }),
    ...(CGO_ENABLED === undefined ? {} : { cgo: CGO_ENABLED === '1' }),
  };
}

/** What was read of the things themselves stands above what a facts file says of them; where the two differ, that is told. */
export function joined(seen: Facts, given: Facts, notes: string[]): Facts {
  const all: Record<string, unknown> = { ...given };
  const saidOf: Record<string, Record<string, unknown> | undefined> = given;
  const seenOf: Record<string, Record<string, unknown> | undefined> = seen;
  for (const [part, values] of Object.entries(seenOf)) {
    const said = saidOf[part] ?? {};
    for (const [field, value] of Object.entries(values ?? {})) {
      const other = said[field];
      if (other === undefined || other === null || typeof other === 'object' || other === value) continue;
      notes.push(`the facts contradict each other: the facts file says that ${part}.${field} is ${JSON.stringify(other)}, and ${JSON.stringify(value)} was read`);
    }
    all[part] = { ...said, ...values };
  }
  return all;
}
