// Messages that look like trouble and are none. A finding of low standing: only where such a line is there, and nothing says that anything failed.
import { byHand } from '../../fixes.ts';
import type { Case, Hit, Rule, Signal } from '../../types.ts';
import { doc, evidenceOf } from './signals.ts';

interface Harmless {
  keywords: readonly string[];
  pattern: RegExp;
  /** Why it is none. */
  because: string;
}

const HARMLESS: readonly Harmless[] = [
  {
    keywords: ['cannot find runtime/cgo', 'unable to find runtime/cgo'],
    pattern: /loadinternal: cannot find runtime\/cgo|unable to find runtime\/cgo\.a/,
    because: "Go's linker looked for a package that this program does not need",
  },
  {
    keywords: ['.note.GNU-stack', 'NOTE: This behaviour is deprecated'],
    pattern: /missing \.note\.GNU-stack section implies executable stack|NOTE: This behaviour is deprecated and will be removed in a future version of the linker/,
    because: 'the linker warns of an assembly file without a mark for its stack, and links it',
  },
  {
    keywords: ['may return address of local', '[-Wreturn-local-addr]', '-Wreturn-local-addr'],
    pattern: /function may return address of local variable|\[-Wreturn-local-addr\]/,
    because: "gcc warns of a line of SQLite's amalgamation, and compiles it",
  },
  {
    keywords: ['object file', 'was built for newer', 'building for macOS', 'dylib', 'has LC_DYSYMTAB', 'ignoring duplicate libraries', 'no platform load command', 'search path'],
    pattern:
      /ld: warning: (?:object file|dylib|ignoring duplicate libraries|-\w+ is deprecated|.{0,300}(?:was built for newer|malformed LC_DYSYMTAB|has LC_DYSYMTAB|no platform load command|search path .* not found))/,
    because: "Apple's linker warns, and links",
  },
  {
    keywords: ['-Wdeprecated-declarations', 'is deprecated', 'DEPRECATED', 'deprecated'],
    pattern:
      /\[-Wdeprecated-declarations\]|warning: .{0,300} is deprecated|\bnpm (?:WARN|warn) deprecated|DEPRECATED: The legacy builder|DeprecationWarning|is deprecated,? (?:and|use)/i,
    because: 'what is deprecated still works',
  },
  {
    keywords: [
      '[-Wunused',
      '[-Wformat',
      '[-Wdiscarded',
      '[-Wpointer',
      '[-Wstringop',
      '[-Wimplicit-fallthrough',
      '[-Wmaybe',
      '[-Wattributes',
      '[-Wint-',
      '[-Wnonnull',
      '[-Wunknown',
      '[-Wsign',
      '[-Wmissing',
      '[-Wcpp',
    ],
    pattern: /warning: .{1,300}\[-W[\w=+-]+\]/,
    because: 'the C compiler warns, and compiles',
  },
  {
    keywords: ['platform', 'does not match the'],
    pattern: /The requested image's platform \([^)]*\) does not match the (?:detected|specified)/,
    because: 'the image is for another platform, and an emulator runs it',
  },
  {
    keywords: ['No swap limit support', 'No memory limit support', 'No blkio', 'swap limit capabilities', 'bridge-nf-call', 'No cpuset support', 'No kernel memory'],
    pattern: /WARNING: (?:No (?:swap|memory|blkio|cpu|oom|kernel|cpuset).*|.*swap limit capabilities.*|bridge-nf-call-\w+ is disabled)/i,
    because: 'the daemon says which limits its kernel does not offer',
  },
  {
    keywords: ['delaying package configuration', 'unable to initialize frontend', 'falling back to', 'apt does not have a stable', 'policy-rc.d', 'current runlevel'],
    pattern:
      /debconf: (?:delaying package configuration|unable to initialize frontend|falling back to|\(.*\))|apt does not have a stable CLI interface|invoke-rc\.d: (?:policy-rc\.d denied|could not determine current runlevel)/,
    because: 'Debian installs without asking questions',
  },
  { keywords: ['npm WARN', 'npm warn', 'npm notice'], pattern: /npm (?:WARN|warn|notice)\b/, because: 'npm warns, and installs' },
  {
    keywords: ['Running pip as', 'pip version'],
    pattern: /WARNING: (?:Running pip as the 'root' user|You are using pip version)|A new release of pip/,
    because: 'pip warns, and installs',
  },
  {
    keywords: ['go: downloading', 'go: finding', 'go: extracting', 'go: upgraded', 'go: added'],
    pattern: /^(?:\S+ )?go: (?:downloading|finding|extracting|added|upgraded) \S+/,
    because: 'the go command says what it fetches',
  },
  {
    keywords: ['go: warning', 'matched no packages', 'ignoring symlink', 'switching to go'],
    pattern: /go: warning: |warning: "[^"]+" matched no packages|warning: ignoring symlink|requires go >= \S+; switching to go/,
    because: 'the go command warns, and goes on',
  },
  {
    keywords: [
      'xz format',
      'TERM environment',
      "can't access tty",
      'inappropriate ioctl',
      'not a TTY',
      'setting locale',
      'change locale',
      'no job control',
      'job control turned off',
      'No value for $TERM',
      'set terminal process',
    ],
    pattern:
      /TERM environment variable not set|cannot set terminal process group|no job control in this shell|job control turned off|No value for \$TERM|input device is not a TTY|cannot change locale|Setting locale failed/i,
    because: 'a terminal or a locale is missing, which only a person would miss',
  },
  {
    keywords: ['were not consumed'],
    pattern: /One or more build-args \[(?!.*\b(?:GOOS|GOARCH|GOARM|CGO_ENABLED|TARGET\w*|BUILDPLATFORM|PLATFORM)\b)[^\]]*\] were not consumed/,
    because: 'the Dockerfile does not ask for these arguments',
  },
  {
    keywords: ['signal: interrupt', 'shutting down', 'signal: terminated', 'Gracefully stopping', 'graceful shutdown'],
    pattern: /^(?:\S+ )*signal: (?:interrupt|terminated)$|Gracefully stopping|(?:received|got|caught) (?:signal )?(?:interrupt|SIGINT|SIGTERM|terminated).*shut/i,
    because: 'somebody ended it',
  },
  {
    keywords: ['ignoring GODEBUG', 'go package net:'],
    pattern: /go package net: (?:confVal|hostLookupOrder|GODEBUG|using|built with|dynamic selection|ignoring|cgo|configured)/,
    because: "GODEBUG=netdns=1 makes Go's resolver say how it looks up",
  },
  {
    keywords: ['JSONArgsRecommended', 'FromAsCasing', 'LegacyKeyValueFormat', 'WorkdirRelativePath', 'FromPlatformFlagConst', 'warnings found', 'warning found'],
    pattern:
      /\b(?:JSONArgsRecommended|FromAsCasing|LegacyKeyValueFormat|FromPlatformFlagConstDisallowed|ConsistentInstructionCasing|WorkdirRelativePath|RedundantTargetPlatform)\b|\d+ warnings? found \(use docker --debug/,
    because: "Docker's build checks advise",
  },
  { keywords: ['exec: "gcc"', 'the attribute', 'obsolete'], pattern: /the attribute `?'?version'?`? is obsolete/i, because: 'Compose no longer reads that line' },
  { keywords: ['Unable to find image'], pattern: /Unable to find image '[^']+' locally/, because: 'Docker has not got the image yet, and pulls it' },
  { keywords: ['[GIN-debug]'], pattern: /\[GIN-debug\] \[WARNING\]/, because: 'gin says in which mode it runs' },
  {
    keywords: ['Defaulting to a blank string', 'orphan containers'],
    pattern: /variable is not set\. Defaulting to a blank string|Found orphan containers/,
    because: 'Compose says what it found, and starts',
  },
  {
    keywords: ['TLS handshake error from', 'superfluous response.WriteHeader'],
    pattern: /http: TLS handshake error from \S+: (?:EOF|read tcp .*connection reset|i\/o timeout)|http: superfluous response\.WriteHeader call/,
    because: 'a client went away; the server serves the next',
  },
  {
    keywords: ['No names found', 'cannot describe anything', 'no tag exactly matches'],
    pattern: /fatal: (?:No names found, cannot describe anything|no tag exactly matches)/,
    because: 'git has no tag to name the version after',
  },
  { keywords: ['cannot be preloaded'], pattern: /ld\.so: object '[^']+' from LD_PRELOAD cannot be preloaded .*: ignored/, because: 'the loader leaves out what LD_PRELOAD names' },
  {
    keywords: ['dpkg-preconfigure', 'update-alternatives: warning', 'dpkg: warning', 'is not a symbolic link'],
    pattern: /dpkg-preconfigure: unable to re-open stdin|update-alternatives: warning: |dpkg: warning: |ldconfig: .* is not a symbolic link/,
    because: 'Debian warns, and installs',
  },
  {
    keywords: ["can't resolve '(null)'"],
    pattern: /nslookup: can't resolve '\(null\)'/,
    because: "busybox's nslookup has no name for its server, and looks up what was asked for all the same",
  },
  {
    keywords: ['write error: File exists', 'binfmt_misc/register: File exists'],
    pattern: /\bsh: write error: File exists|binfmt_misc\/register['"]?: File exists/,
    because: 'the handler of that machine is registered already',
  },
  {
    keywords: ['update-binfmts: warning'],
    pattern: /update-binfmts: warning: Couldn't load the binfmt_misc module/i,
    because: 'a container loads no modules of the kernel: the handlers are those of its host',
  },
  { keywords: ['unsupported flags DT_FLAGS'], pattern: /WARNING: linker: .*unsupported flags DT_FLAGS/, because: "Android's loader skips a flag" },
  {
    keywords: ['jobserver unavailable', 'Clock skew detected', 'overriding recipe', 'ignoring old recipe'],
    pattern: /warning: +(?:jobserver unavailable|Clock skew detected|overriding recipe|ignoring old recipe|overriding commands)/i,
    because: 'make warns, and goes on',
  },
  {
    keywords: ['-lpthread', 'linker input file unused', 'argument unused during compilation', "overriding '-m"],
    pattern: /warning: (?:-\S+: '?linker'? input (?:file )?unused|argument unused during compilation|overriding '-m)/,
    because: 'the compiler driver did not need that option',
  },
  {
    keywords: ['Ignoring invalid distribution', 'stored unencrypted', 'via the CLI is insecure', 'Published ports are discarded', 'Error loading config file'],
    pattern:
      /WARNING: Ignoring invalid distribution|password will be stored unencrypted|via the CLI is insecure|WARNING: Published ports are discarded|WARNING: Error loading config file/i,
    because: 'it is said once, and goes on',
  },
];

/** A warning that is true and often harmless: only where the build is known to have gone well and no program failed (else it is static-nss). */
const STATIC_NSS: Signal = {
  id: 'harmless-static-nss',
  keywords: ['in statically linked applications'],
  pattern: /warning: Using '\w+' in statically linked applications requires at runtime the shared libraries/,
};

const SIGNAL_OF = (index: number): Signal => ({ id: `harmless-${index}`, keywords: HARMLESS[index]?.keywords ?? [], pattern: HARMLESS[index]?.pattern ?? /$^/ });
const SIGNALS: readonly Signal[] = HARMLESS.map((_, index) => SIGNAL_OF(index));

/** Anything that says that something went wrong. Wide on purpose: in doubt nothing is called harmless. */
const SAYS_FAILED: Signal = {
  id: 'says-failed',
  keywords: [
    'error',
    'fail',
    'fatal',
    'panic',
    'cannot',
    "can't",
    'not found',
    'no such',
    'undefined',
    'denied',
    'refused',
    'killed',
    'exit code',
    'exit status',
    'exited',
    'unable to',
    'could not',
    "couldn't",
    'segmentation',
    'abort',
    'timed out',
    'timeout',
    'unexpected',
    'invalid',
    'missing',
    'SIGSEGV',
    'illegal instruction',
    'unreachable',
    'not supported',
    'unsupported',
    'crash',
    'oomkilled',
    'out of memory',
    'no space',
    'mismatch',
    'exception',
    'traceback',
    'unknown',
  ],
  pattern:
    /\berrors?\b|error:|\bERR!|\bfail(?:ed|ure|s|ing)?\b|\bFAIL\b|\bfatal\b|\bpanic\b|\bcannot\b|\bcan't\b|not found|no such|\bundefined\b|\bdenied\b|\brefused\b|\bkilled\b|exit(?:ed)?(?: with)?(?: code| status)?:? ?\(?[1-9]|exited \(\d|unable to|could(?: not|n't)|segmentation|\babort(?:ed|ing)?\b|timed out|timeout|\bunexpected\b|\binvalid\b|\bmissing\b|SIG(?:SEGV|ILL|ABRT|BUS|KILL)|illegal instruction|unreachable|not supported|unsupported|\bcrash|oomkilled|out of memory|no space|mismatch|exception|traceback|\bunknown\b/i,
};

export const rule: Rule = {
  id: 'not-a-failure',
  cause: 'not-a-failure',
  needs: 'a message that is known to be harmless, and nothing that failed',
  contradictedBy: 'any word, status or cell that says that something failed',
  signals: [...SIGNALS, STATIC_NSS, SAYS_FAILED],
  find(seen) {
    const found = HARMLESS.flatMap((harmless, index) => seen.hits(`harmless-${index}`).map((hit) => ({ harmless, hit })));
    const well = endedWell(seen);
    if (well === true && seen.cell === null)
      found.push(
        ...seen
          .hits(STATIC_NSS.id)
          .map((hit) => ({ harmless: { ...STATIC_NSS, because: 'the linker says what a static program with these functions needs, should it look up names or users' }, hit })),
      );
    if (found.length === 0) return null;
    if (well === false) return null;
    if (well === null && somethingFailed(seen)) return null;
    // Of its own, "it downloads" is no message that anybody blames.
    const blamed = found.filter(({ harmless }) => !harmless.because.startsWith('the go command says what'));
    const first = blamed[0] ?? (well === true ? found[0] : undefined);
    if (first === undefined) return null;
    return {
      title: `Nothing failed: ${first.harmless.because}`,
      confidence: well === true ? 0.75 : 0.5,
      evidence: evidenceOf(
        blamed.map(({ hit }) => hit),
        5,
      ),
      fixes: [
        byHand('leave', 'Leave it as it is', [first.harmless.because, 'If something does go wrong, its message stands elsewhere: look at the exit status and the lines behind.']),
      ],
      see: [doc('not-a-failure')],
      next: well === null ? 'whether it went well: the exit status (`echo $?`, `docker inspect -f "{{.State.ExitCode}}" CONTAINER`)' : null,
    };
  },
};

function endedWell(seen: Case): boolean | null {
  const { cell, facts } = seen;
  if (cell !== null) return cell.green === null ? null : cell.green && cell.outcome === 'pass';
  const status = facts.build?.exitStatus ?? null;
  const code = facts.run?.code ?? null;
  const outcome = facts.run?.outcome;
  if ((status !== null && status !== 0) || (code !== null && code !== 0) || (outcome !== undefined && outcome !== 'pass')) return false;
  return status === 0 || code === 0 || outcome === 'pass' ? true : null;
}

/** A word of failure on a line that is not itself one of the harmless ones. */
function somethingFailed(seen: Case): boolean {
  const hits = seen.hits(SAYS_FAILED.id);
  if (seen.count(SAYS_FAILED.id) > hits.length) return true;
  return hits.some(
    (hit) => !harmlessLine(hit) && !/\b(?:0|no) (?:errors?|failures?|failed)\b|\berrors?(?:=| ?: ?)0\b|error(?:s)?\.(?:go|c|h)\b|\[-W[\w-]*error/i.test(hit.line.text),
  );
}

const harmlessLine = ({ line }: Hit): boolean => {
  const text = line.text.slice(0, 4_000);
  return HARMLESS.some(({ pattern }) => pattern.test(text)) || /(?:In function|warning:|note:|^\s+\d* ?\||~\^|\^~)/.test(text);
};
