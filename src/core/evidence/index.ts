// The face of the evidence room: bytes in, facts out. Pure; every parser takes any bytes and never throws on them.
export { bytesSource, type BuildLogFacts, type ByteSource } from './types.ts';
export { noteTypeName } from './elf/note-names.ts';
export { emptyElf, formatOf, HEAD_BYTES, readElf } from './elf/index.ts';
export { readBinding, readElfDetail, readElfSymbols, readExports, readUndefinedSymbols, readVersionsDefined, type Binding, type SymbolQuery } from './elf/detail/index.ts';
export { parseModinfo, readGoBuildInfo } from './buildinfo/index.ts';
export { addressParts, forEachPath, type SeenPath } from './strace/index.ts';
export {
  createTraceReader,
  mergeSet,
  planSet,
  readTrace,
  sumTrace,
  traceText,
  TRACE_VERSION,
  type SetFile,
  type SetPlan,
  type TraceReader,
  type TraceReaderOptions,
} from './strace/index.ts';
export { argumentEnd, decorationEnd, fromLatin1, literal, literalEnd, splitArguments, unescape } from './strace/index.ts';
export * from './trace/index.ts';
export { toolOf } from './buildlog/commands.ts';
export { isWrapper, messageKind } from './buildlog/messages.ts';
export { createBuildLogParser, parseBuildLog, type BuildLogParser } from './buildlog/index.ts';
export { connectText, elfFlags, factsOf, type FactsInput } from './facts.ts';
