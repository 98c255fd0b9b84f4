// Measurements of the DNS lab: asked, planned, refused or begun, followed, cancelled.
import { CancelledError, EngineUnavailableError, errorText, InputError } from '../../../shared/domain/errors.ts';
import type { LAB_SUBJECTS, DnsMeasurement, DnsMeasurementLine, DnsSubject } from '../../../shared/domain/dns.ts';
import { formatBytes } from '../../../shared/domain/units.ts';
import type { ProcedureParsed } from '../../../shared/api/contract.ts';
import type { Engine } from '../../engine/types.ts';
import type { EngineRequest, Prefer } from '../../lab/hands.ts';
import { createKeptWork, type KeptWorkRoom } from '../../lab/kept-work.ts';
import { createSlots } from '../../lab/slots.ts';
import { newRunId } from '../../store/index.ts';
import type { Store } from '../../store/types.ts';
import type { Progress, ToolchainRoom } from '../../toolchain/types.ts';
import { calibrationOf } from './calibration.ts';
import { createGrowing, inOrder, lineOf, type Growing } from './document.ts';
import { execute } from './execute.ts';
import { usualResolver, type Foreseers, type Versions } from './foresight.ts';
import type { LabContents, LabImage } from './image.ts';
import { makespanNs, planMeasurement, refuseTooLong, type MeasurePlan, type PlanInput } from './plan.ts';
import type { LabLine } from './protocol.ts';
import { checkImageSubject, pullImage } from './subjects/image.ts';
import { readProgram, type ReadProgram } from './subjects/program.ts';

export type MeasureRequest = Omit<ProcedureParsed<'dns.measure'>, 'token'>;

export interface MeasurementsOptions {
  store: Store;
  owner: string;
  hands: { engine(request: EngineRequest): Promise<Engine>; toolchains(request: EngineRequest, prefer: Prefer): Promise<ToolchainRoom> };
  /** Loaded when it is asked for. */
  foreseers(): Promise<Foreseers>;
  progress: Progress;
  /** Something that lists show has changed. */
  changed(): void;
}

export interface Measurements extends KeptWorkRoom<DnsMeasurement, DnsMeasurementLine> {
  /** Rejects with InputError (too long, a subject that can't run, nothing left to measure, a download without a yes), EngineUnavailableError. */
  start(request: MeasureRequest): Promise<{ id: string; samples: number; longestNs: number }>;
}

const TASK = 'DNS lab';
/** Side by side they take the machine's time from each other, which the calibration tells; the others wait. */
const AT_ONCE = 8;
/** At most so often are windows told, and at least so long apart is what was measured stored. */
const TELL_MS = 1_000;
const FLUSH_MS = 5_000;

export function createMeasurements(options: MeasurementsOptions): Measurements {
  const { store, progress } = options;
  const slots = createSlots(AT_ONCE);
  const ending = new AbortController();

  const work = createKeptWork({ kept: store.measurements, lineOf, owner: options.owner, changed: () => options.changed() });

  async function start(request: MeasureRequest): Promise<{ id: string; samples: number; longestNs: number }> {
    const foreseers = await options.foreseers();
    const scenarios = request.scenarios.flatMap((scenario) => foreseers.varied(scenario, request.vary));
    const hand = { endpoint: request.endpoint, env: request.env };
    const engine = await options.hands.engine(hand);
    const info = await engine.info();
    const digests = new Map<number, string>();
    for (const [index, subject] of request.subjects.entries()) {
      const digest = subject.kind === 'image' ? await checkImageSubject(engine, subject, request.yes) : null;
      if (digest !== null) digests.set(index, digest);
    }
    const toolchains = await options.hands.toolchains(hand, 'auto');
    const { labImageCost } = await import('./image.ts');
    const cost = await labImageCost({ engine, toolchains });
    const contents = cost.kind === 'present' ? cost.image.contents : null;
    const programs = await programsOf(request.subjects, info.platform, contents?.glibc ?? null);
    const input: PlanInput = {
      scenarios,
      subjects: request.subjects.map((subject, index) => ({ subject, program: programs.get(index) ?? null })),
      rounds: request.rounds,
      sampleLimitMs: request.sampleLimitMs,
      foreseers,
      ...(await known(contents)),
    };
    const plan = await planMeasurement(input);
    const longestNs = makespanNs(plan.pairs, request.rounds);
    refuseTooLong(longestNs, request.limitMs, plan.pairs);
    if (cost.kind === 'build' && cost.downloadBytes > 0 && !request.yes)
      throw new InputError(`the DNS lab's programs are not built yet: that needs ${formatBytes(cost.downloadBytes)} of downloads and ${formatBytes(cost.diskBytes)} of disk`, {
        input: 'yes',
        expected: '--yes allows it',
      });
    // Before there is anything to cancel: what can't be had is the caller's to know.
    for (const [index, subject] of request.subjects.entries()) {
      if (subject.kind !== 'image' || digests.has(index)) continue;
      digests.set(
        index,
        await pullImage(engine, subject, request.env, { signal: ending.signal, onProgress: (text) => progress({ task: TASK, text: `pulling ${subject.image}: ${text}` }) }),
      );
    }
    if (ending.signal.aborted) throw new CancelledError();

    const growing = createGrowing({
      schema: 'cgoscope/dns-measurement@0',
      id: newRunId(),
      title: request.title,
      state: 'running',
      reason: null,
      startedAt: new Date().toISOString(),
      endedAt: null,
      endpoint: engine.endpoint.name,
      engine: { version: info.version, platform: info.platform, kernel: info.kernel, cpus: info.cpus },
      scenarios,
      subjects: subjectInfos(request.subjects, programs, contents, digests),
      rounds: request.rounds,
      planned: 0,
      samples: [],
      agreement: [],
      calibration: null,
      notes: plan.notes,
      timesNs: { prepare: null, longest: null, whole: null },
    });
    growing.plan(plan.pairs, request.rounds);
    const { id, planned } = growing.document;
    const begun: Begun = {
      engine,
      toolchains,
      input,
      plan,
      image: cost.kind === 'present' ? cost.image : null,
      programs,
      digests,
      subjects: request.subjects,
    };
    work.begin(growing.document, (signal) => measure(growing, signal, begun));
    return { id, samples: planned, longestNs };
  }

  interface Begun {
    engine: Engine;
    toolchains: ToolchainRoom;
    input: PlanInput;
    plan: MeasurePlan;
    /** As it was there when the request came; null: it has to be made. */
    image: LabImage | null;
    programs: Map<number, ReadProgram>;
    /** Of images. */
    digests: Map<number, string>;
    subjects: readonly DnsSubject[];
  }

  async function measure(growing: Growing, signal: AbortSignal, begun: Begun): Promise<void> {
    const { document } = growing;
    const calibration: Extract<LabLine, { type: 'calibration' }>[] = [];
    const teller = createTeller(growing);
    try {
      await slots.use(signal, () => measureSamples({ growing, signal, calibration, teller }, begun));
      document.state = 'done';
    } catch (error) {
      const byUs = signal.aborted && signal.reason instanceof CancelledError;
      document.state = byUs ? 'cancelled' : signal.aborted || error instanceof EngineUnavailableError ? 'interrupted' : 'failed';
      document.reason = byUs ? 'cancelled' : signal.aborted ? errorText(signal.reason) : errorText(error);
    }
    teller.end();
    document.calibration = calibrationOf(calibration);
    document.samples = inOrder(document.samples);
  }

  interface Measuring {
    growing: Growing;
    signal: AbortSignal;
    calibration: Extract<LabLine, { type: 'calibration' }>[];
    teller: ReturnType<typeof createTeller>;
  }

  async function measureSamples({ growing, signal, calibration, teller }: Measuring, begun: Begun): Promise<void> {
    const { document } = growing;
    const { engine, toolchains } = begun;
    const from = performance.now();
    const { ensureLabImage } = await import('./image.ts');
    const image: LabImage = begun.image ?? (await ensureLabImage({ engine, toolchains }, { progress, signal }));
    const { input, plan } = await replanned(begun, image.contents, growing);
    teller.tell();
    await execute({
      engine,
      image: image.id,
      run: document.id,
      pairs: plan.pairs,
      input,
      programs: [...begun.programs.values()],
      signal,
      onReady() {
        document.timesNs.prepare = nsSince(from);
        progress({ task: TASK, text: `measuring ${document.planned} samples` });
      },
      onSample(sample) {
        growing.add(sample);
        teller.soon();
      },
      onCalibration: (line) => void calibration.push(line),
      onBaseline: (baseline) => growing.baseline(baseline),
      onNote: (text) => growing.note(text),
    });
    document.timesNs.whole = nsSince(from);
  }

  /** With the versions that the image really has, where they were not known before. */
  async function replanned(begun: Begun, contents: LabContents, growing: Growing): Promise<{ input: PlanInput; plan: MeasurePlan }> {
    if (begun.image !== null) return begun;
    const input = { ...begun.input, ...(await known(contents)) };
    const plan = await planMeasurement(input);
    growing.document.subjects = subjectInfos(begun.subjects, begun.programs, contents, begun.digests);
    growing.document.notes = plan.notes;
    growing.plan(plan.pairs, input.rounds);
    return { input, plan };
  }

  /** Tells windows and stores, both now and then. */
  function createTeller(growing: Growing): { tell(): void; soon(): void; end(): void } {
    let timer: NodeJS.Timeout | null = null;
    let storedAt = performance.now();
    let pause = FLUSH_MS;
    const tell = (): void => {
      const { samples, planned } = growing.document;
      progress({ task: TASK, text: `${samples.length} of ${planned} samples` });
      options.changed();
      const now = performance.now();
      if (now - storedAt < pause) return;
      try {
        work.save(growing.document);
      } catch (error) {
        progress({ task: TASK, text: `what was measured so far is not stored yet: ${errorText(error)}` });
      }
      storedAt = performance.now();
      // A large document takes its time to store: never more than a twentieth of all of it.
      pause = Math.max(FLUSH_MS, (storedAt - now) * 20);
    };
    return {
      tell,
      soon() {
        timer ??= setTimeout(() => {
          timer = null;
          tell();
        }, TELL_MS);
      },
      end() {
        if (timer !== null) clearTimeout(timer);
        timer = null;
      },
    };
  }

  return {
    start,
    ...work.room,
    async close() {
      ending.abort();
      await work.room.close();
    },
  };
}

const nsSince = (from: number): number => Math.round((performance.now() - from) * 1e6);

/** Versions and gaps of an image; before there is one nothing is missing, and the models' newest stand for what it will have. */
async function known(contents: LabContents | null): Promise<{ versions: Versions; missing: PlanInput['missing'] }> {
  if (contents === null) return { versions: { go: null, glibc: null, musl: null }, missing: () => null };
  const { missingReason } = await import('./image.ts');
  return { versions: { go: contents.go, glibc: contents.glibc, musl: contents.musl }, missing: (subject) => missingReason(contents, subject) };
}

async function programsOf(subjects: readonly DnsSubject[], platform: string, glibc: string | null): Promise<Map<number, ReadProgram>> {
  const programs = new Map<number, ReadProgram>();
  for (const [index, subject] of subjects.entries()) if (subject.kind === 'program') programs.set(index, await readProgram(subject.path, String(index), platform, glibc));
  return programs;
}

function subjectInfos(
  subjects: readonly DnsSubject[],
  programs: ReadonlyMap<number, ReadProgram>,
  contents: LabContents | null,
  digests: ReadonlyMap<number, string>,
): DnsMeasurement['subjects'] {
  return subjects.map((subject, index): DnsMeasurement['subjects'][number] => {
    switch (subject.kind) {
      case 'lab': {
        const resolver = usualResolver(subject.id);
        return { name: subject.id, subject, resolver, version: resolver === null ? null : (contents?.[resolver] ?? null), origin: originOf(subject.id, contents) };
      }
      case 'program': {
        const program = programs.get(index);
        return { name: subject.path, subject, resolver: program?.resolver ?? null, version: program?.version ?? null, origin: program?.origin ?? '' };
      }
      case 'image':
        return { name: subject.image, subject, resolver: null, version: null, origin: digests.get(index) ?? '' };
    }
  });
}

function originOf(id: (typeof LAB_SUBJECTS)[number], contents: LabContents | null): string {
  if (contents === null) return 'a program of the lab';
  const libc = id.endsWith('-glibc') ? `glibc ${contents.glibc ?? '?'}` : id.endsWith('-musl') ? `musl ${contents.musl ?? '?'}` : null;
  return [id.startsWith('go') ? `Go ${contents.go}` : 'C', ...(libc === null ? [] : [libc])].join(', ');
}
