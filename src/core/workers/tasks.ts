// What can be done in another thread, by name: input, output, and the thread that does it. work.ts holds the functions.
import type { LogDiff, LogMarks, LogSearch, LogStream } from '../../shared/api/views.ts';
import type { ElfDiff, Show } from '../../shared/domain/documents.ts';
import type { ElfDetail, ElfPart, ElfSymbol, GoDetail } from '../../shared/domain/elf-detail.ts';
import type { Elf } from '../../shared/domain/elf.ts';
import type { Trace } from '../../shared/domain/trace.ts';
import type { BinarySource } from '../binaries/types.ts';
import type { Binding, ToldByTrace } from '../evidence/index.ts';
import type { BuildLogFacts } from '../evidence/types.ts';
import type { TracesTask } from '../explain/traces.ts';
import type { Explained, ExplainTask } from '../explain/types.ts';
import type { Page } from '../logs/page.ts';
import type { Query } from '../logs/search.ts';
import type { TraceTasks } from '../trace/tasks.ts';
import type { Answer, LogSource } from '../logs/types.ts';
import type { BlobFile } from '../store/blob-file.ts';

/** What {@link Tasks}['elf.judged'] reads. */
export interface JudgedBinary {
  elf: Elf;
  go: GoDetail | null;
  /** Bytes behind the facts of `elf`. */
  places: ElfDetail['places'];
  undefinedSymbols: ElfSymbol[] | null;
  /** When each symbol that it asks for is bound; null for what is no linked ELF file. */
  binding: Binding | null;
  /** First line of a script, null for anything else. */
  scriptHead: string | null;
  /** What its property note promises; null for what is no ELF file. */
  properties: ElfDetail['properties'];
}

export interface Tasks extends TraceTasks {
  /** `path` is what the document calls the file. */
  'evidence.elf': { input: { file: BlobFile; path: string }; output: Elf };
  'evidence.strace': { input: { file: BlobFile }; output: Trace };
  /** The sums of a log, and what else it tells for the Facts. */
  'evidence.trace': { input: { file: BlobFile }; output: { trace: Trace; told: ToldByTrace } };
  'evidence.buildlog': { input: { file: BlobFile }; output: BuildLogFacts };
  /** `name` is what the documents call the binary. */
  'elf.read': { input: { source: BinarySource; name: string; parts: readonly ElfPart[] }; output: { elf: Elf; detail: ElfDetail } };
  'elf.symbols': {
    input: { source: BinarySource; query: string; table: 'dynamic' | 'static' | 'both'; from: number; count: number };
    output: { total: number; symbols: ElfSymbol[] };
  };
  'elf.diff': { input: { a: { source: BinarySource; name: string }; b: { source: BinarySource; name: string } }; output: ElfDiff };
  /** What a judgement whether it will run needs to know of a binary. */
  'elf.judged': { input: { source: BinarySource; name: string }; output: JudgedBinary };
  /** Reads the logs as they stream by and lets the rules look at them and at what is known. */
  'explain.case': { input: ExplainTask; output: Explained };
  /** `name` is how the user called the file. */
  /** What the traces of a red cell say, beside those of its nearest green one. */
  'explain.traces': { input: TracesTask; output: NonNullable<Show['traced']> };
  'explain.trace': { input: { path: string; name: string }; output: { trace: Trace; told: ToldByTrace } };
  'log.page': { input: { source: LogSource; from: number; count: number }; output: Answer<Page> };
  'log.marks': { input: { source: LogSource; stream: LogStream }; output: Answer<LogMarks> };
  /** `budgetMs`: what a regular expression may take. */
  'log.search': { input: { source: LogSource; query: Query; budgetMs: number }; output: Answer<LogSearch> };
  /** `context`: equal lines kept around each change. */
  'log.diff': { input: { a: LogSource; b: LogSource; stream: LogStream; context: number }; output: Answer<LogDiff> };
}

export type TaskName = keyof Tasks;
export type TaskInput<N extends TaskName> = Tasks[N]['input'];
export type TaskOutput<N extends TaskName> = Tasks[N]['output'];

/** How far a long task is. */
export interface TaskProgress {
  doneBytes: number;
  totalBytes: number;
}

/** `signal` aborts when nobody wants the answer any more; a task that can looks at it, and gives other tasks their turn as often. `tell` says how far it is. */
export type TaskFunctions = {
  [N in TaskName]: (input: TaskInput<N>, signal: AbortSignal, tell?: (said: TaskProgress) => void) => TaskOutput<N> | Promise<TaskOutput<N>>;
};

/**
 * `logs` keeps opened logs in memory, so its tasks share one thread, and so does `traces` with opened traces; parsers have another, and what explains holds
 * the rules and may read a long log.
 */
export type Lane = 'parse' | 'logs' | 'explain' | 'traces';

export const LANE_OF: Record<TaskName, Lane> = {
  'evidence.elf': 'parse',
  'evidence.strace': 'parse',
  'evidence.trace': 'parse',
  'evidence.buildlog': 'parse',
  'elf.read': 'parse',
  'elf.symbols': 'parse',
  'elf.diff': 'parse',
  'elf.judged': 'parse',
  'explain.case': 'explain',
  'explain.trace': 'explain',
  'explain.traces': 'explain',
  'log.page': 'logs',
  'log.marks': 'logs',
  'log.search': 'logs',
  'log.diff': 'logs',
  'trace.detail': 'traces',
  'trace.rows': 'traces',
  'trace.lines': 'traces',
  'trace.descriptor': 'traces',
  'trace.timeline': 'traces',
  'trace.complete': 'traces',
  'trace.diff': 'traces',
  'trace.diffRows': 'traces',
};
