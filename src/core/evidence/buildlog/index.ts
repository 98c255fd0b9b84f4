// Reads the output of `go build -x`: what ran, what was warned of, what failed. The face of the folder; called when a build has ended.
import type { BuildLogFacts } from '../types.ts';
import { hereDocument, toolOf } from './commands.ts';
import { linkModeOf, type LinkEvidence } from './link-mode.ts';
import { isWrapper, messageKind } from './messages.ts';

const MAX_COMMANDS = 50_000;
const MAX_MESSAGES = 1_000;

/** What Go's build cache spares: where none of these ran, it answered everything. */
const WORK = new Set(['compile', 'asm', 'cgo', 'link']);

/** Takes a log line by line, without line ends; `finish` gives what was found. For logs that come in pieces, or that must not hold up a thread. */
export interface BuildLogParser {
  line(line: string): void;
  finish(): BuildLogFacts;
}

export function createBuildLogParser(): BuildLogParser {
  const facts: BuildLogFacts = { commands: [], warnings: [], errors: [], cached: false, linkMode: null };
  const link: LinkEvidence = { command: null, imports: [], cgoPackages: [], compiled: new Set(), hostLink: false, dynimportFailed: false };
  const fallback: BuildLogFacts['errors'] = [];
  let here: string | null = null;
  let traced = false;
  let inBlock = false;
  let number = 0;
  return {
    line(line) {
      number++;
      if (here !== null) {
        if (line === 'EOF') here = null;
        else if (here.endsWith('/importcfg.link') && line.startsWith('packagefile ')) link.imports.push(line.slice(12, line.indexOf('=')));
        return;
      }
      here = hereDocument(line);
      if (here !== null) {
        if (here.endsWith('/importcfg.link')) link.imports = [];
        return;
      }
      if (line.startsWith('WORK=')) traced = true;
      const tool = toolOf(line);
      if (tool !== null) {
        inBlock = false;
        if (facts.commands.length < MAX_COMMANDS) facts.commands.push({ line: number, tool, text: line });
        noteLink(link, tool, line);
        return;
      }
      if (line.startsWith('# ') && !line.includes(' << ')) {
        inBlock = true;
        return;
      }
      if (/^(?:cd|mkdir|cp|mv|rm|echo|cat|touch|printf) /.test(line)) {
        inBlock = false;
        return;
      }
      const kind = messageKind(line);
      if (kind === 'warning' && facts.warnings.length < MAX_MESSAGES) facts.warnings.push({ line: number, text: line });
      else if (kind === 'error' && facts.errors.length < MAX_MESSAGES) facts.errors.push({ line: number, text: line });
      // A wording that is not known, in the block of a package that go printed: the likeliest where nothing better is found.
      else if (kind === 'other' && inBlock && /^\S/.test(line) && !/: in function |note:|compilation terminated/i.test(line) && fallback.length < 20)
        fallback.push({ line: number, text: line });
    },
    finish() {
      if (facts.errors.length === 0 && facts.warnings.length === 0) facts.errors = fallback;
      // The reason first: `running gcc failed` stands before it in the log, and says less.
      facts.errors.sort((a, b) => Number(isWrapper(a.text)) - Number(isWrapper(b.text)) || a.line - b.line);
      facts.cached = traced && facts.errors.length === 0 && !facts.commands.some(({ tool }) => WORK.has(tool));
      facts.linkMode = linkModeOf(link);
      return facts;
    },
  };
}

/** Lines count from 1. Linear in the log; a log that is no build log gives empty lists. */
export function parseBuildLog(text: string): BuildLogFacts {
  const parser = createBuildLogParser();
  for (let start = 0; start < text.length;) {
    const end = text.indexOf('\n', start);
    const stop = end < 0 ? text.length : end;
    parser.line(text.slice(start, text[stop - 1] === '\r' ? stop - 1 : stop));
    start = stop + 1;
  }
  return parser.finish();
}

function noteLink(link: LinkEvidence, tool: string, line: string): void {
  if (tool === 'link') link.command = line;
  else if (tool === 'compile') {
    const path = / -p (\S+)/.exec(line)?.[1];
    if (path) link.compiled.add(path);
  } else if (tool === 'cgo') {
    const path = / -importpath (\S+)/.exec(line)?.[1];
    if (path) link.cgoPackages.push(path);
  } else if (tool === 'pack' && line.includes('/dynimportfail')) link.dynimportFailed = true;
  // The linker prints the host's link only when it fails.
  else if (line.includes('/go-link-') && line.includes('/go.o')) link.hostLink = true;
}
