// The wordings in which runtimes, shells, loaders, emulators and registries say that something did not start. Several rules read the same ones: the words
// alone rarely decide. A pattern names no tool's version where it need not; gaps are bounded, so that a line of any length is read in linear time.
import type { Signal } from '../../types.ts';

/** One of these, in any case. */
const any = (...sources: (string | RegExp)[]): RegExp => new RegExp(sources.map((each) => (typeof each === 'string' ? each : each.source)).join('|'), 'i');
const signal = (id: string, keywords: readonly string[], ...sources: (string | RegExp)[]): Signal => ({ id: `start-${id}`, keywords, pattern: any(...sources) });

/** What was to be started, in any quotes, escaped or not. */
const PROGRAM = String.raw`["'\\]*[^\s"'\\:,]{1,400}["'\\]*`;
/** Not as a part of a longer word: `fork/exec` is Go's, and means something else. */
const EXEC = String.raw`(?<![\w/-])exec`;
const GAP = String.raw`[\s:]{1,4}`;
const SHELL = String.raw`(?:^|[\s/-])(?:ba|da|a|z|k|mk|bu)?sh(?:\[\d+\])?(?:: (?:line )?\d+)?`;
const SCRIPT = String.raw`(?<!\S)[^\s:]{1,200}\.(?:sh|bash)(?:\[\d+\])?:(?: line)? \d+`;
const ENOENT = String.raw`no such file or directory`;

/* ---- execve said ENOENT ---- */

/** A container runtime that had found the file before it executed it: what lacks is what the file asks for. runc since 2015, crun, youki. */
export const RUNTIME_ENOENT = signal(
  'runtime-enoent',
  [ENOENT, 'enoent'],
  String.raw`exec user process caused[:\s\\"']{1,6}${ENOENT}`,
  String.raw`${EXEC}${GAP}${PROGRAM}: ${ENOENT}`,
  String.raw`exec container process (?:\(missing dynamic library\?\) )?${PROGRAM}: ${ENOENT}`,
  String.raw`failed to load ${PROGRAM}: ${ENOENT}`,
);
/** Others that execute: they did not look first, so the file itself may be missing as well. */
export const LAUNCHER_ENOENT = signal(
  'launcher-enoent',
  [ENOENT, 'enoent', 'could not be executed'],
  String.raw`fork/exec ${PROGRAM}: ${ENOENT}`,
  String.raw`exec ${PROGRAM} failed: ${ENOENT}`,
  String.raw`unable to exec(?:ute)? ${PROGRAM}: ${ENOENT}`,
  String.raw`failed to (?:run command|execute|exec|start)(?: command)? ${PROGRAM}: ${ENOENT}`,
  String.raw`failed to execute(?: command)?: ${ENOENT}`,
  // fish, up to 3.1
  String.raw`the file ['"]?[^\s'"]{1,400}['"]? does not exist or could not be executed`,
  String.raw`failed at step EXEC spawning ${PROGRAM}: ${ENOENT}`,
  String.raw`\bexec[vl]p?e?(?:\(\)|at)?(?: failed)?:? (?:${PROGRAM}:? )?(?:failed: )?${ENOENT}`,
  String.raw`\bexecve\("[^"\n]{1,400}"[^\n]{0,600}= -1 ENOENT`,
  String.raw`(?:\[dumb-init\]|su-exec:|gosu:|env:|nohup:|setpriv:|chpst:) ["']?[^\s"'\\:]{0,200}/[^\s"'\\:]{1,400}["']?: ${ENOENT}`,
  String.raw`can't execute ${PROGRAM}: ${ENOENT}`,
  String.raw`\bspawn ${PROGRAM} ENOENT`,
  String.raw`couldn't execute ${PROGRAM}(?: inside the vm)?: ${ENOENT}`,
);
/** bash before 5.2, zsh, mksh: the same words whether the file or what it asks for is missing. */
export const SHELL_ENOENT = signal(
  'shell-enoent',
  [ENOENT],
  String.raw`${SHELL}: ["']?[^\s"'\\:]{0,200}/[^\s"'\\:]{1,400}["']?: ${ENOENT}`,
  String.raw`${SCRIPT}: ["']?[^\s"'\\:]{0,200}/[^\s"'\\:]{1,400}["']?: ${ENOENT}`,
  String.raw`zsh: ${ENOENT}: [^\s]{0,200}/`,
);
/** busybox and dash: `not found` for a file that is there and whose loader is not, as for one that is not there. */
export const SHELL_NOT_FOUND = signal(
  'shell-not-found',
  ['not found'],
  String.raw`${SHELL}: (?:exec: )?["']?[^\s"'\\:]{0,200}/[^\s"'\\:]{1,400}["']?: not found`,
  String.raw`(?:^|\s)[^\s:]{0,200}/[^\s:]{1,200}:(?: line)? \d{1,6}: (?:exec: )?["']?[^\s"'\\:]{0,200}/[^\s"'\\:]{1,400}["']?: not found`,
  String.raw`${SCRIPT}: (?:exec: )?["']?[^\s"'\\:]{0,200}/[^\s"'\\:]{1,400}["']?: not found`,
  String.raw`exec: (?:line )?\d{1,6}: [^\s:]{1,400}: not found`,
);
/** Those that say it outright: the file is there, and what it needs to be started is not. bash 5.2, fish, crun. */
export const REQUIRED_FILE = signal(
  'required-file',
  ['required file not found', 'missing dynamic library', 'interpreter or linker', 'dynamically linked executable'],
  'cannot execute: required file not found',
  String.raw`missing dynamic library\?`,
  'the file exists and is executable. check the interpreter or linker',
  '(?:could not start|cannot run) dynamically linked executable',
);
/** A loader by its path: qemu-user, Rosetta, bash of Red Hat, fish. */
export const LOADER_NAMED = signal(
  'loader-named',
  ['could not open', 'failed to open elf', 'bad elf interpreter', 'specified the interpreter'],
  String.raw`could not open '(/[^'\n]{0,200}/ld[-.64][^'\n]{1,200})'`,
  String.raw`failed to open elf at (/[^\s]{1,400})`,
  String.raw`(?<!\S)(/[^\s:]{1,400}): bad elf interpreter`,
  String.raw`specified the interpreter '(/[^'\n]{0,200}/ld[-.64][^'\n]{1,200})'`,
);

/* ---- it is not there ---- */

export const ABSENT = signal(
  'absent',
  [
    ENOENT,
    'executable file',
    'no such executable',
    'locate executable',
    'cannot stat',
    'find command',
    'finding executable',
    'failed to start',
    "can't open",
    'cannot open',
    'find main module',
  ],
  String.raw`exec${GAP}${PROGRAM}: stat [^\s:]{1,400}: ${ENOENT}`,
  // A whole command line as the name of a file.
  String.raw`exec${GAP}["'\\]{1,3}[^"'\\\n]{1,400}["'\\]{1,3}: stat [^\n:]{1,400}: ${ENOENT}`,
  String.raw`executable file (?:${PROGRAM} )?not found`,
  String.raw`failed to locate executable ${PROGRAM}: ${ENOENT}`,
  String.raw`strace: cannot stat ${PROGRAM}: ${ENOENT}`,
  String.raw`can't find command ${PROGRAM}`,
  String.raw`error finding executable ${PROGRAM} in path`,
  String.raw`failed to start: (?:failed to load )?${PROGRAM} not found`,
  String.raw`\bsh: (?:0: )?can(?:'t|not) open ${PROGRAM}(?:: ${ENOENT}|$)`,
  String.raw`(?:python\d?(?:\.\d+)?|perl|ruby|node): can't open (?:file |perl script )?${PROGRAM}: `,
);
/** The directory it should start in. */
export const NO_WORKDIR = signal(
  'no-workdir',
  [ENOENT],
  String.raw`chdir to cwd \([\\"']{0,3}([^\s"'\\)]{1,400})[\\"']{0,3}\) set in config.json failed: ${ENOENT}`,
  String.raw`failed at step CHDIR spawning [^\s:]{1,400}: ${ENOENT}`,
  String.raw`changing to the requested working directory failed: ${ENOENT}`,
  String.raw`(?:mkdir|chdir|cd) (?:to )?(?:working directory|workdir) [^\n]{0,200}${ENOENT}`,
);
/** COPY and ADD of a Dockerfile find nothing to copy. */
export const NOT_COPIED = signal(
  'not-copied',
  ['copy failed', 'add failed', 'cache key', 'calculate checksum', 'copier: stat'],
  String.raw`(?:COPY|ADD) failed: (?:stat |file not found|no source files|lstat )[^\n]{0,300}`,
  String.raw`(?:failed to (?:compute cache key|calculate checksum of ref)|calculate checksum)[^\n]{0,300}["'\\]([^"'\\\n]{1,300})["'\\]{1,2}:? not found`,
  String.raw`copier: stat: ["'\\]{0,2}[^\n"']{1,300}["'\\]{0,2}: ${ENOENT}`,
);

/* ---- execve said ENOEXEC, or the file says what it is ---- */

export const EXEC_FORMAT = signal(
  'exec-format',
  ['exec format error', 'binary file', 'enoexec'],
  String.raw`(?<!\w)exec format error`,
  'cannot execute binary file',
  String.raw`\bENOEXEC\b`,
);
/** Modules of a kernel are refused in the same words. */
export const KERNEL_MODULE = /insmod|modprobe|could not insert|\.ko\b|kernel module/i;
/** Another machine or another system, said outright. */
export const WRONG_MACHINE = signal(
  'wrong-machine',
  ['cpu type', 'invalid elf image', 'wrong elf class', 'incompatible architecture', 'wrong architecture', 'win32', 'version of windows', 'syntax error', ': not found'],
  'bad cpu type in executable',
  'invalid elf image for this architecture',
  String.raw`wrong elf class: elfclass(?:32|64)`,
  String.raw`incompatible architecture \(have`,
  'mach-o[^\\n]{0,80}wrong architecture',
  'is not a valid win32 application',
  'not compatible with the version of windows you',
  // A shell that took a foreign ELF file for a script: busybox, dash, bash.
  String.raw`(?:^|\s)[^\s:]{1,400}:(?: line)? \d{1,2}:[^\n]{0,12}\bELF[^\n]{0,80}: not found`,
  String.raw`(?:^|\s)(?![^\s:]{1,400}\.(?:sh|bash|ash|py|pl|ya?ml)\b)[^\s:]{0,200}/[^\s:]{1,200}:(?: line)? \d{1,2}: (?:[^\s:]{0,200}/[^\s:]{1,200}: )?syntax error: (?:unterminated quoted string|unexpected "\("|unexpected "\)"|"[()]" unexpected|word unexpected|unexpected word)`,
);
/** The image and the host differ: a warning that comes before many failures, and before many a success. */
export const PLATFORM_WARNING = signal(
  'platform-warning',
  ["image's platform", 'image platform'],
  String.raw`(?:requested )?image'?s? platform \((\w+/[\w/]+)\) does not match the (?:detected host|expected) platform \((\w+/[\w/]+)\)`,
);
/** The emulator itself is not there, or not registered: said by whoever looks for it. */
export const NO_EMULATOR = signal(
  'no-emulator',
  ['qemu-', 'binfmt', 'emulat'],
  String.raw`qemu-(?:x86_64|i386|aarch64|arm|armeb|riscv64|s390x|ppc64le|mips64el|loongarch64)(?:-static)?["'\\]{0,3}: (?:stat [^\s:]{1,200}: )?(?:executable file )?(?:not found|${ENOENT})`,
  String.raw`executable file ["'\\]{0,2}[^\s"'\\]{0,200}qemu-[\w-]{1,30}["'\\]{0,2} not found`,
  String.raw`binfmt(?:_misc|-support)?[^\n]{0,100}(?:not (?:mounted|enabled|registered|available|found|supported|loaded)|is missing|${ENOENT}|no handler)`,
  String.raw`no (?:binfmt|emulator|emulation|qemu)[^\n]{0,60}(?:for|registered|available|found|support)`,
  String.raw`(?:emulator|emulation|qemu)[^\n]{0,60} (?:is |are )?(?:not (?:installed|registered|available|configured|enabled|supported)|missing)`,
  String.raw`(?:requires|needs) (?:qemu|emulation|binfmt)`,
  String.raw`failed to update binfmts`,
  String.raw`cannot write to /proc/sys/fs/binfmt_misc/register`,
  String.raw`buildkit_qemu_emulator:? .{0,120}invalid elf image`,
);
/** The kernel takes no handler: said by update-binfmts, by qemu's own script, by a shell that writes into the file. `File exists` is harmless: it was there. */
export const REGISTER_REFUSED = signal(
  'register-refused',
  ['binfmt_misc/register'],
  String.raw`(?:update-binfmts|binfmt|qemu)[^\n]{0,80}unable to (?:open|write|close)[^\n]{0,10} /proc/sys/fs/binfmt_misc/register`,
  String.raw`/proc/sys/fs/binfmt_misc/register['"]?: (?!file exists)(?:invalid argument|permission denied|read-only file system|no such file|nonexistent directory|operation not permitted)`,
);
/** What registers an emulator, or registers it anew. */
export const BINFMT_MENDED = signal(
  'binfmt-mended',
  ['systemd-binfmt', 'binfmt-support', 'update-binfmts --enable', 'qemu-user-static', 'tonistiigi/binfmt', 'docker/binfmt', 'linuxkit/binfmt'],
  String.raw`(?:systemctl|service)\b[^\n]{0,40}\b(?:re)?start\b[^\n]{0,40}(?:systemd-binfmt|binfmt-support)`,
  String.raw`service binfmt-support (?:re)?start`,
  String.raw`update-binfmts --enable`,
  String.raw`docker run[^\n]{0,100}--privileged[^\n]{0,100}(?:/qemu-user-static|/binfmt)\b`,
  String.raw`apt(?:-get)? (?:-y )?install [^\n]{0,100}qemu-user-static`,
);
/** What takes carriage returns out of a script. */
export const RETURNS_MENDED = signal(
  'returns-mended',
  ['dos2unix', 'autocrlf', 'eol=lf', 'sed -', 'fileformat=unix', '=unix', 'tr -d', 'crlf', 'line ending', 'line-ending'],
  String.raw`\bdos2unix\b|\bautocrlf[ =]|\beol=lf\b|\bf(?:ile)?f(?:ormat)?=unix\b`,
  String.raw`\bsed\b[^\n]{0,60}s/(?:\\r|\^M|\\x0d|\\015)`,
  String.raw`\btr -d ['"]?\\(?:r|015)`,
  String.raw`\bcrlf\b|\b(?:windows|unix|dos) line[ -]endings?\b|\bline[ -]endings? (?:to|of) (?:unix|lf)\b`,
);
/** A platform that somebody asked for, in a command line or as the name of a step of buildx. */
export const PLATFORM_ASKED = signal(
  'platform-asked',
  ['--platform', 'linux/'],
  String.raw`--platform[= ]"?(linux/[a-z0-9]+(?:/v\d)?)`,
  String.raw`\[(linux/[a-z0-9]+(?:/v\d)?)(?:->\w+)? (?:[\w.-]+ )?\d+/\d+\]`,
);
/** What `file` prints of an ELF file, where somebody looked. */
export const FILE_SAYS = signal(
  'file-says',
  ['elf 64-bit', 'elf 32-bit'],
  String.raw`ELF (?:32|64)-bit [LM]SB [^,\n]{1,60}, ([^,\n]{1,60}), version \d[^,\n]{0,20}, (dynamically|statically) linked(?:, interpreter (/[^\s,]{1,300}))?`,
);
/** `docker version`, `docker info`, `uname`: what the host is, where somebody looked. */
export const HOST_SAYS = signal(
  'host-says',
  ['gnu/linux', 'architecture:', 'host platform'],
  String.raw`^Linux \S{1,200} [^\n]{1,200} (x86_64|aarch64|armv7l|armv6l|i686|riscv64|ppc64le|s390x) GNU/Linux`,
  String.raw`^\s*Architecture:\s+(x86_64|aarch64|armv7l|armv6l|i686|riscv64|ppc64le|s390x|amd64|arm64)\s*$`,
);
/** What the image is made of, where a Dockerfile or its build stands in the log. */
export const BASE_SAYS = signal(
  'base-says',
  ['alpine', 'scratch', 'distroless', 'busybox'],
  String.raw`\bFROM (?:--platform=\S{1,60} )?\S{0,200}(?:alpine|scratch|distroless|busybox)`,
  String.raw`docker(?:\.io/library)?/?(?: run)?[^\n]{0,200}\balpine\b`,
  String.raw`load metadata for \S{0,200}(?:alpine|distroless|busybox)`,
);
/** An entry point that is a script, where a Dockerfile stands in the log. */
export const ENTRY_SCRIPT = signal('entry-script', ['entrypoint', 'cmd ['], String.raw`\b(?:ENTRYPOINT|CMD)\b[^\n]{0,200}\.(?:sh|bash|py)\b`);

/* ---- scripts ---- */

/** `#!` names what is not there. The loader of an ELF file is called so too, by bash of Red Hat. */
export const BAD_INTERPRETER = signal(
  'bad-interpreter',
  ['bad interpreter', 'required file not found'],
  String.raw`bad interpreter`,
  String.raw`\.(?:sh|bash|py|pl|rb|js)["']?: cannot execute: required file not found`,
);
/** A carriage return at the end of `#!` or of a command. */
export const CARRIAGE_RETURN = signal(
  'carriage-return',
  [
    '/bin/',
    '/bash',
    '/env ',
    'env: ',
    'interpreter',
    'python',
    'node',
    'command not found',
    'unexpected token',
    'no such file',
    'illegal option',
    'invalid option',
    "can't cd to",
    ': not found',
  ],
  String.raw`(?:\benv: |/env |interpreter|/bin/(?:ba|da|a|z)?sh|/bash|python\d?|node)[^\s:]{0,40}(?:\\r|\^M|\r)`,
  String.raw`\$?'(?:\\r|\^M|\r)': command not found`,
  String.raw`\$'[^'\n]{0,60}\\r': (?:command not found|no such file)`,
  String.raw`unexpected token [^\n]{0,3}\$'[^'\n]{0,60}\\r'`,
  String.raw`env: ["']?[^\s"':]{1,60}(?:\\r|\^M|\r)["']?: ${ENOENT}`,
  String.raw`: (?:line )?\d{1,5}: (?:set: )?[^\s:]{0,60}(?:\^M|\r): not found`,
  String.raw`: (?:line )?\d{1,5}: : not found`,
  String.raw`set: (?:line \d{1,5}: )?(?:illegal option -|-: invalid option)(?:\r|\^M|\s*$)`,
  String.raw`can't cd to [^\n]{0,200}(?:\\r|\^M|\r)`,
  String.raw`invalid option -- '(?:\\r|\^M|\r)'`,
);
/** What is left of a line with a carriage return in it, as a terminal shows it; the raw line tells whether there was one. */
export const AFTER_RETURN = signal('after-return', ['not found', ENOENT], String.raw`^["']?: (?:not found|command not found|${ENOENT})`);
/** A name that ends in a carriage return. */
export const RAW_RETURN = /[^\s\r]\r["'\u2018\u2019`]?: (?:not found|command not found|no such file or directory)/i;
/** env finds no interpreter of that name. */
export const ENV_MISSING = signal('env-missing', [ENOENT], String.raw`\benv: (?:can't execute )?["']?([\w.+-]{1,60})["']?: ${ENOENT}`);
/** The first line was read as a command: a byte order mark, or a space, stands before `#!`. */
export const BOM = signal('bom', ['no such file or directory', 'not found'], String.raw`: (?:line )?1: [^\s#]{0,6}#!/[^\s:]{1,200}: (?:${ENOENT}|not found)`);

/* ---- not allowed to ---- */

export const EXEC_DENIED = signal(
  'exec-denied',
  ['permission denied', 'is a directory', 'open executable', 'eacces'],
  String.raw`exec user process caused[:\s\\"']{1,6}permission denied`,
  String.raw`exec${GAP}${PROGRAM}: (?:permission denied|is a directory)`,
  String.raw`exec container process ${PROGRAM}: (?:permission denied|is a directory)`,
  String.raw`open executable: (?:permission denied|operation not permitted)`,
  String.raw`exec ${PROGRAM} failed: permission denied`,
  String.raw`unable to exec(?:ute)? ${PROGRAM}: permission denied`,
  String.raw`failed to (?:run command|execute|exec)(?: command)? ${PROGRAM}: permission denied`,
  String.raw`failed to execute(?: command)?: permission denied`,
  String.raw`failed at step EXEC spawning ${PROGRAM}: permission denied`,
  String.raw`\bexec[vl]p?e?(?:\(\)|at)?(?: failed)?:? (?:${PROGRAM}:? )?permission denied`,
  String.raw`\bexecve\("[^"\n]{1,400}"[^\n]{0,600}= -1 EACCES`,
  String.raw`(?:\[dumb-init\]|su-exec:|gosu:|env:|nohup:|setpriv:) ["']?[^\s"'\\:]{1,400}["']?: permission denied`,
  String.raw`can't execute ${PROGRAM}: permission denied`,
  String.raw`\bspawn ${PROGRAM} EACCES`,
  String.raw`bad interpreter: permission denied`,
  String.raw`failed to load ${PROGRAM}: permission denied`,
);
/** A shell that may not execute; it says the same of a file that it may not write (`>`), which only the name tells apart. */
export const SHELL_DENIED = signal(
  'shell-denied',
  ['permission denied', 'is a directory'],
  String.raw`${SHELL}: (?:exec: )?["']?[^\s"'\\:]{0,200}/[^\s"'\\:]{1,400}["']?: (?:permission denied|is a directory)`,
  String.raw`${SCRIPT}: (?:exec: )?["']?[^\s"'\\:]{0,200}/[^\s"'\\:]{1,400}["']?: (?:permission denied|is a directory)`,
  String.raw`zsh: permission denied: [^\s]{0,200}/`,
  String.raw`^(?:make(?:\[\d+\])?: )?(?:execvp: )?\./[^\s:]{1,300}: permission denied`,
);

/* ---- loaders and their libraries ---- */

/** glibc's and the compiler's libraries by the version of a symbol; as a loader says it, and as a package manager does. */
export const VERSION_MISSING = signal(
  'version-missing',
  ['glibc_', 'glibcxx_', 'cxxabi_', 'gcc_', 'libc6'],
  String.raw`(?:(?:(?<=[\s"'(]|^)[^\s"'(]{1,300}: )?version ["'\\]{0,3})?((?:GLIBC|GLIBCXX|CXXABI|GCC)_[\w.]{1,40})["'\\]{0,3}\)? (?:was )?not (?:found|defined)(?: \(required by ([^)\n]{1,400})\))?`,
  // Cut off at the end of the line.
  String.raw`\.so[.\w]{0,12}: version ["'\\]{0,3}((?:GLIBC|GLIBCXX|CXXABI)_\d[\d.]{0,20})["'\\]{0,3}(?: n?o?t? ?f?o?u?n?)?$`,
  String.raw`nothing provides libc\.so\.6\((GLIBC_[\d.]{1,20})\)`,
  String.raw`libc\.so\.6\((GLIBC_[\d.]{1,20})\)(?:\(64bit\))? is needed by`,
  String.raw`Depends: (libc6 \(>= [\d.]{1,20}\)) but \S{1,60} is (?:to be )?installed`,
);
/** glibc's loader: a symbol, with its version where it has one. */
export const LOOKUP_FAILED = signal(
  'lookup-failed',
  ['symbol lookup error', 'relocation error'],
  String.raw`symbol lookup error: ([^\s:]{1,400}): undefined symbol: ([^\s,]{1,300})(?:, version ([\w.]{1,60}))?`,
  String.raw`relocation error: ([^\s:]{1,400}): symbol ([^\s,]{1,300}),? version ([\w.]{1,60}) not defined`,
);
/** musl's loader. */
export const RELOCATING = signal('relocating', ['error relocating'], String.raw`error relocating ([^\s:]{1,400}): ([^\s:]{1,300}): (symbol not found|unsupported relocation)`);
/** A library that a loader did not find. Group 1 or 3 is its name; 2: who needs it. */
export const LIBRARY_MISSING = signal(
  'library-missing',
  ['shared librar', 'shared object'],
  String.raw`error loading shared library ([^\s:]{1,300}): no such file or directory(?: \(needed by ([^)\n]{1,400})\))?`,
  String.raw`(?<![^\s:"'(])([^\s:"'(]{1,300}\.so(?:\.[\w.]{1,40})?): cannot open shared object file`,
);

/* ---- the CPU, the emulator ---- */

export const CPU_LEVEL = signal(
  'cpu-level',
  [
    'microarchitecture',
    'isa level',
    'does not support',
    'can only run on',
    'can only be run on',
    'this cpu has no',
    'use atomic synchronization',
    'requires a cpu',
    'require a cpu',
    "aren't available",
    'cpu lacks',
    'processor lacks',
  ],
  String.raw`can only (?:be )?run on \w{2,12} processors with`,
  String.raw`can only be run on processors with`,
  'cpu isa level is lower than required',
  'cpu does not support x86-64-v[234]',
  String.raw`runtime: this cpu has no [^\n]{1,60}(?:hardware|point)`,
  'this system has multiple cpus and must use atomic synchronization instructions',
  String.raw`requires? a cpu (?:with|that supports) (?:avx|sse|bmi|the x86-64-v)`,
  String.raw`(?:compiled|built) to use [^\n]{0,40}(?:avx|sse4|fma)[^\n]{0,40} instructions, but these aren't available`,
  String.raw`(?:cpu|processor) (?:does not support|lacks)(?: support for)?(?: the)?(?: required)? (?:avx|sse|bmi|lse|neon|x86-64-v)`,
);
/** An instruction that the CPU does not know, or a jump into nowhere. */
export const ILLEGAL_INSTRUCTION = signal(
  'illegal-instruction',
  ['illegal instruction', 'sigill', 'invalid opcode', '4/ill', ' 132', '(132'],
  'illegal instruction',
  String.raw`\bSIGILL\b`,
  'trap invalid opcode',
  String.raw`status=4/ILL`,
  String.raw`exit(?:ed)?(?: with)?(?: exit)?(?: code| status)?:?[ (]{1,2}132\b`,
);
export const EMULATOR_CRASHED = signal(
  'emulator-crashed',
  ['qemu', 'rosetta', 'lfstack.push', 'assertion failed [', 'tcg fatal', 'tcg/', 'accel/', 'linux-user/'],
  String.raw`qemu[\w.-]{0,30}: uncaught target signal (\d{1,2})\b(?: \(([^)\n]{1,60})\))?`,
  String.raw`qemu[\w.-]{0,30}: (?:fatal|unhandled|unable to (?:find a guest_base|reserve)|internal error)`,
  String.raw`qemu[\w.-]{0,30}: [^\n]{0,200}assertion [^\n]{0,200}failed`,
  String.raw`qemu[^\n]{0,100}(?:segmentation fault|core dumped)`,
  // The code generator gave up, or an assertion in a source file of qemu's.
  String.raw`\btcg fatal error\b`,
  String.raw`\b(?:tcg|accel|linux-user)/[\w./-]{1,120}\.(?:c|inc|h)(?:\.inc)?:\d{1,6}:[^\n]{0,120}(?:assertion|should not be reached|fatal)`,
  String.raw`assertion failed: [^\n]{0,200}\(/qemu/`,
  String.raw`rosetta error: (?!failed to open elf)`,
  // Rosetta's own form of an assertion.
  String.raw`assertion failed \[[^\]\n]{1,200}\]: `,
  String.raw`lfstack\.push(?: invalid packing)?`,
);
/** That something runs under an emulator at all. */
export const EMULATED = signal(
  'emulated',
  ['qemu', 'rosetta', 'binfmt', 'emulat'],
  String.raw`\.buildkit_qemu_emulator`,
  String.raw`\bqemu-(?:user|x86_64|i386|aarch64|arm|riscv64|s390x|ppc64le|mips64el)\b`,
  String.raw`\b(?:aarch64|x86_64|arm|riscv64|s390x|ppc64le|i386)-binfmt-P\b`,
  String.raw`running under qemu`,
);
/** A crash that names no emulator. */
export const CRASHED = signal(
  'crashed',
  ['segmentation fault', 'sigsegv', ' 139', '(139'],
  'segmentation fault',
  String.raw`\bSIGSEGV\b`,
  String.raw`exit(?:ed)?(?: with)?(?: code| status)?:?[ (]{1,2}139\b`,
);

/* ---- memory and time ---- */

/** Somebody says that memory ran out. */
export const OUT_OF_MEMORY = signal(
  'out-of-memory',
  [
    'oomkilled',
    'oom killed',
    'out of memory',
    'oom-kill',
    'oom_reaper',
    'cannot allocate memory',
    'oom killer',
    'memory exhausted',
    'bad_alloc',
    'memory limit',
    'not enough memory',
  ],
  String.raw`\bOOM ?Killed\b`,
  String.raw`out of memory: kill`,
  'memory cgroup out of memory',
  'oom-kill(?::|er)|oom_reaper|oom killer',
  String.raw`(?:fatal error: )?runtime: (?:out of memory|cannot allocate memory)`,
  'fatal error: out of memory|virtual memory exhausted|std::bad_alloc',
  'cannot allocate memory',
  String.raw`(?:exceeded|over)(?: the| its)? memory limit|memory limit (?:of [^\n]{1,30} )?(?:exceeded|reached)`,
  'compiler: out of memory|out of memory allocating \\d',
);
/** Of OUT_OF_MEMORY: not the machine's memory. */
export const OTHER_MEMORY = /static TLS block|"?OOMKilled"?\s*[:=]\s*"?false|disable.{0,10}oom/i;
/** Killed by SIGKILL, whoever did it. */
export const KILLED = signal(
  'killed',
  ['killed', 'signal 9', '9/kill', ' 137', ':137', '=137', '(137'],
  String.raw`signal: killed`,
  String.raw`killed signal terminated program`,
  String.raw`terminated with signal 9 \[killed\]`,
  String.raw`internal compiler error: killed \(program`,
  String.raw`status=9/KILL`,
  String.raw`(?:code|status|exited|error|exit|rc)["')]{0,2}[\s:=(]{1,4}137\b`,
  String.raw`^(?:\S{0,200}: (?:line )?\d{1,6}: +)?(?:\d{1,7} )?Killed(?: {2,}|$)`,
);
/** Of KILLED by a build: the compiler, the linker, a C compiler. */
export const BUILD_TOOL = /\b(?:compile|link|asm|cgo|cc1(?:plus)?|collect2|ld|as|gcc|g\+\+|clang|go (?:build|test|install|run|vet)|gopls|golangci-lint)\b/i;
/** "OOMKilled": false of docker inspect. */
export const NOT_OOM = signal('not-oom', ['oomkilled'], String.raw`OOMKilled["']?\s*[:=]\s*["']?false`);
/** A trace in which the program sends the signal: a C library that aborts so, or a supervisor. */
export const KILLED_ITSELF = signal(
  'killed-itself',
  ['kill(', 'pidfd_send_signal('],
  String.raw`\b(?:t|tg)?kill\((?:\d{1,10}, ){1,2}SIGKILL\)`,
  String.raw`\bpidfd_send_signal\(\d{1,10}, SIGKILL`,
);
/** It was told to stop. */
export const STOPPED = signal(
  'stopped',
  ['docker stop', 'docker kill', 'sigterm', 'stopping container', 'gracefully', 'the operation was canceled', 'shutting down'],
  'docker (?:stop|kill|compose (?:stop|down))',
  String.raw`\bSIGTERM\b`,
  'stopping container',
  'gracefully stopping',
  'the operation was canceled',
  'shutting down',
);

export const TIMED_OUT = signal(
  'timed-out',
  [
    'timed out',
    'timeout',
    'deadline',
    'took longer',
    'maximum execution time',
    'unhealthy',
    'probe failed',
    'probe errored',
    'failed liveness',
    'failed startup',
    'failed readiness',
    'became ready',
    'become ready',
    'no output',
    'ran too long',
    'listen on the port',
    ' 124',
    ':124',
    '=124',
    '(124',
  ],
  String.raw`panic: test timed out after (\S{1,20})`,
  String.raw`\*\*\* Test killed(?: with quit)?: ran too long \((\S{1,20})\)`,
  'exceeded the maximum execution time of',
  String.raw`timeout: service '[^'\n]{1,200}' not ready after \d`,
  String.raw`execution took longer than \S{1,20}`,
  'too long with no output',
  'no output has been received in the last',
  String.raw`task timed out after [\d.]{1,12} seconds`,
  String.raw`build timed out \(after`,
  'timeout has been exceeded',
  String.raw`(?:start|stop|startup) operation timed out`,
  String.raw`job \S{1,200}/start timed out`,
  'timed out waiting for the condition',
  String.raw`(?:code|status|exited|error|exit)["')]{0,2}[\s:=(]{1,4}124\b`,
  'was active longer than specified deadline|(?<!code = )\\bDeadlineExceeded\\b(?! desc)',
  String.raw`failed to start and (?:then )?listen on the port[^\n]{0,200}`,
  String.raw`container (?:for service )?\S{1,200} is unhealthy`,
  String.raw`(?:startup|liveness|readiness) probe failed:[^\n]{0,300}(?:timeout|timed out|deadline exceeded)`,
  String.raw`startup probe failed`,
  // The kubelet's next word on it, and the probe that did not even come to an answer.
  String.raw`failed (?:liveness|startup) probe`,
  String.raw`(?:startup|liveness|readiness) probe errored[^\n]{0,300}(?:timeout|timed out|deadline ?exceeded)`,
  String.raw`\b(?:pods?|containers?|service|server|deployment|instance|node|database|app(?:lication)?)\b[^\n]{0,100}\b(?:never became|did not become|didn't become|failed to become|has not become) (?:ready|healthy)`,
  String.raw`timed out (?:after \S{1,20}|waiting) [^\n]{0,40}(?:container|service|server|ready|healthy|start)`,
);

/* ---- images ---- */

export const NO_PLATFORM = signal(
  'no-platform',
  [
    'matching manifest',
    'match for platform',
    'no image found in',
    'specified platform',
    'architecture mismatch',
    'system mismatch',
    'platform mismatch',
    'find manifest',
    'manifest found',
    'descriptor matching platform',
    'child with platform',
    'supported platform',
    'cannot be used on this platform',
    'reference for default platform',
    'unsupported platform',
  ],
  String.raw`no matching manifest for (\S{1,80})`,
  String.raw`no match for platform in manifest`,
  // containers/image, for podman, buildah and skopeo
  String.raw`image (?:architecture|operating system|os|platform) mismatch: image uses [^\n]{1,80}, (?:expecting|expected)(?: one of)? ["'\\]{0,2}([^\s"'\\]{1,60})`,
  String.raw`(?:unable to find|could not find|cannot find|no) manifest (?:found )?for platform ?["'\\]{0,2}([^\s"'\\]{0,60})`,
  String.raw`no image found in (?:manifest list|image index) for architecture ["'\\]{0,2}([^\s"'\\,]{1,40})`,
  String.raw`does not match the specified platform`,
  String.raw`does not provide (?:the specified |any )?platform`,
  String.raw`does not contain descriptor matching platform ["'\\]{0,2}([^\s"'\\]{1,60})`,
  String.raw`no child with platform \+?(\S{1,80}) in index`,
  String.raw`no supported platform found in manifest list`,
  String.raw`image operating system ["'\\]{0,2}\w+["'\\]{0,2} cannot be used on this platform`,
  String.raw`no reference for default platform (\S{1,80})`,
);
/** A registry refuses: names, credentials, limits. */
export const REFUSED = signal(
  'refused',
  [
    'access denied',
    'docker login',
    'access to the resource',
    'authentication required',
    'authorization token',
    'toomanyrequests',
    'too many requests',
    'manifest unknown',
    'name unknown',
    'name_unknown',
    'manifest for ',
    'basic auth credentials',
    'failed to authorize',
    'incorrect username or password',
    'invalid reference format',
    'getting credentials',
    'pull rate limit',
    'insufficient_scope',
    'unauthorized',
    'denied: ',
    'unable to retrieve auth token',
    'invalid username/password',
    'failed to resolve',
    'failed to solve',
    'no pull access',
    'manifest_unknown',
    'could not parse reference',
  ],
  String.raw`pull access denied for ["'\\]{0,2}([^\s"',\\]{1,300})`,
  'repository does not exist or may require|does not exist or no pull access',
  'requested access to the resource is denied',
  'unauthorized: authentication required',
  // An application says such things too: only of an image, a registry or a daemon.
  String.raw`(?:daemon|pull|registr|image|manifest|docker|podman|/v2/)[^\n]{0,300}(?:unauthorized: |authentication required)`,
  'unauthorized: incorrect username or password|no basic auth credentials|unable to retrieve auth token|invalid username/password: unauthorized',
  'your authorization token has expired|insufficient_scope',
  'toomanyrequests|pull rate limit',
  String.raw`(?:registry|/v2/|docker|image|manifest)[^\n]{0,300}429 too many requests`,
  String.raw`manifest for (\S{1,300}) not found`,
  String.raw`manifest unknown|manifest_unknown|(?:^|: )name unknown|name_unknown`,
  String.raw`failed to authorize: `,
  String.raw`invalid reference format|could not parse reference`,
  String.raw`error getting credentials`,
  String.raw`failed to solve: \S{1,300}: \S{1,300}/\S{1,300}: not found`,
  String.raw`failed to resolve (?:reference|source metadata)[^\n]{0,400}(?:not found|40[134] )`,
  String.raw`(?:^|[\s:])denied: (?!requested)[^\n]{0,200}(?:permission|access|denied|token|not allowed|repository|installation)`,
);
/** A registry that is not reached. */
export const UNREACHED = signal(
  'unreached',
  [
    'no such host',
    'i/o timeout',
    'connection refused',
    'tls handshake timeout',
    'request canceled',
    'https client',
    'context deadline exceeded',
    'network is unreachable',
    'connection reset',
    'server misbehaving',
    'temporary failure in name resolution',
    'client.timeout',
    'proxyconnect',
    'unexpected eof',
  ],
  String.raw`(?:/v2/|docker\.io|registry|gcr\.io|ghcr\.io|quay\.io|azurecr\.io|amazonaws\.com|failed to do request: Head|pinging container)[^\n]{0,400}(?:no such host|i/o timeout|connection refused|tls handshake timeout|request canceled|https client|context deadline exceeded|network is unreachable|connection reset|server misbehaving|temporary failure in name resolution|client\.timeout|proxyconnect|unexpected eof)`,
);
/** kubelet alone: it could not, whatever the reason. */
export const PULL_FAILED = signal(
  'pull-failed',
  ['errimagepull', 'imagepullbackoff', 'failed to pull image', 'cannotpullcontainererror', 'back-off pulling', 'unable to find image'],
  String.raw`\b(?:ErrImagePull|ImagePullBackOff|CannotPullContainerError)\b`,
  'failed to pull image',
  'back-off pulling image',
);
/** The registry's certificate is refused: a matter of certificates. */
export const CERTIFICATE = /x509|certificate (?:signed|is not|has expired|verify)|tls: failed to verify/i;
