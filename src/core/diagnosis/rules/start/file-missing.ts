// What should start is really not there: a name, a path, a working directory, a COPY that was forgotten.
import { byHand, change } from '../../fixes.ts';
import type { Case, Draft, DraftFix, Rule } from '../../types.ts';
import { drafted, linesOf, looksLikeScript, nameSaid, namedIn, ran, said, see, type Said } from './known.ts';
import { SESSION } from './session.ts';
import { CACHE_RESTORED } from '../go/signals.ts';
import {
  BINFMT_MENDED,
  RETURNS_MENDED,
  ABSENT,
  BASE_SAYS,
  ENTRY_SCRIPT,
  EXEC_FORMAT,
  FILE_SAYS,
  LAUNCHER_ENOENT,
  NOT_COPIED,
  NO_WORKDIR,
  REQUIRED_FILE,
  RUNTIME_ENOENT,
  SHELL_ENOENT,
  SHELL_NOT_FOUND,
} from './signals.ts';
import { NO_PROGRAMS, weighEnoent, weighEnoexec } from './weigh.ts';
import { fact } from '../../evidence.ts';

/** Words around a message that show whose it is: something that starts containers, or a command that looks for a tool. */
const RUNTIME = /oci|container|crun|runc\b|docker|podman|\bpod\b|kubelet|error: exec|starting|supervisor|cloud run|sandbox|containerd|terminated:/i;
const TOOLS =
  /^["'\\]*(?:\S*\/)?(?:[\w-]*-)?(?:gcc|cc|g\+\+|c\+\+|clang(?:\+\+)?|ld|ar|as|zig|go|git|make|pkg-config|protoc|svn|hg|bzr|docker|buildctl|dlv|golangci-lint)(?:-[\d.]+)?["'\\]*$/;
const OTHERS = /\bcgo: |C compiler|^go: |^# |go build |credential|docker-credential/i;

export const fileMissing: Rule = {
  id: 'file-missing',
  cause: 'file-missing',
  needs: 'that the path of the program is not in the image: a runtime that looked, a listing of the image',
  contradictedBy: 'an image that has the file; a runtime that had found it before it executed it',
  signals: [
    SESSION,
    BINFMT_MENDED,
    RETURNS_MENDED,
    CACHE_RESTORED,
    ABSENT,
    NO_WORKDIR,
    NOT_COPIED,
    RUNTIME_ENOENT,
    LAUNCHER_ENOENT,
    SHELL_ENOENT,
    SHELL_NOT_FOUND,
    REQUIRED_FILE,
    FILE_SAYS,
    BASE_SAYS,
    ENTRY_SCRIPT,
    EXEC_FORMAT,
  ],
  find(seen) {
    if (ran(seen)) return null;
    const base = { see: see('file-missing', 'https://docs.docker.com/reference/dockerfile/#entrypoint') };
    const workdir = said(seen, NO_WORKDIR);
    if (workdir.length > 0)
      return drafted({
        ...base,
        title: 'The directory it should start in is not in the image',
        confidence: 0.93,
        evidence: linesOf(workdir),
        fixes: [change('workdir', 'Start it in the root directory', { run: { workdir: '/' } }), ...fixesFor(null)],
      });
    const absent = said(seen, ABSENT).filter((each) => !isTool(each) && !/qemu-\w+(?:-static)?\b/.test(each.text));
    if (absent.length > 0) return drafted({ ...base, ...ofAbsent(seen, absent) });
    const weights = weighEnoent(seen);
    if (weights !== null && weights.file >= 0.15)
      return drafted({
        ...base,
        title: `${weights.path ?? 'What should start'} is not there`,
        confidence: weights.file,
        evidence: [...weights.lines, ...weights.facts.file],
        against: weights.against.file,
        fixes: fixesFor(weights.path),
        next: weights.decided
          ? null
          : `Whether the image has ${weights.path ?? 'the file'}: docker run --rm --entrypoint ls IMAGE -l ${weights.path ?? 'PATH'} (or, without ls in it: cgoscope audit IMAGE)`,
      });
    const refused = weighEnoexec(seen);
    if (refused !== null && refused.other >= 0.15) return drafted({ ...base, ...ofNoProgram(seen, refused) });
    const copied = said(seen, NOT_COPIED);
    if (copied.length > 0)
      return drafted({
        ...base,
        title: 'A file that the Dockerfile copies is not where it looks for it',
        confidence: 0.8,
        evidence: linesOf(copied),
        fixes: [
          byHand('copy-path', 'Correct the path of COPY', [
            'Paths of COPY count from the build context, or from the root of --from; .dockerignore hides files',
            'go build -o /out/app . in the build stage, COPY --from=build /out/app /app',
          ]),
        ],
        next: 'Where the build stage wrote it: RUN ls -l in front of the COPY',
      });
    return null;
  },
};

const programIn = ({ text }: Said): string | null => /(?:exec:? |executable file |executable |command |path |file )["'\\]*([^\s"'\\:]{1,400})/i.exec(text)?.[1] ?? namedIn(text);

/** A tool of a build that is not installed is another matter. */
function isTool(said: Said): boolean {
  if (OTHERS.test(said.text)) return true;
  const program = programIn(said);
  return program !== null && TOOLS.test(program) && !/oci runtime|container process|crun/i.test(said.text);
}

function ofAbsent(seen: Case, absent: Said[]): Omit<Draft, 'see'> {
  const path = programIn(absent[0] as Said) ?? nameSaid(absent); // callers give at least one
  const bare = path !== null && !path.includes('/');
  const has = path !== null && seen.facts.image?.has?.includes(path) === true;
  const runtime = absent.some(({ text }) => RUNTIME.test(text));
  return {
    title: bare ? `${path} is no file of a directory in PATH of the image` : `${path ?? 'What should start'} is not there`,
    confidence: has ? 0.35 : runtime ? 0.95 : 0.6,
    evidence: [
      ...linesOf(absent),
      ...(path !== null && seen.facts.image?.missing?.includes(path) === true ? [{ source: 'image' as const, path: 'image.missing', text: path }] : []),
    ],
    against: has ? [{ source: 'image', path: 'image.has', text: path }] : [],
    fixes: fixesFor(path),
    next: runtime ? null : `What is in the image: docker run --rm --entrypoint ls IMAGE -l ${path ?? '/'}`,
  };
}

function ofNoProgram(seen: Case, { path, lines, program, other, against }: NonNullable<ReturnType<typeof weighEnoexec>>): Omit<Draft, 'see'> {
  const what = NO_PROGRAMS[seen.facts.elf?.format ?? ''];
  return {
    title:
      what === undefined
        ? `${path ?? 'The file'} is of this machine and can't be executed: damaged, cut short, or not the file that was meant`
        : `${path ?? 'The file'} is no program: it is ${what}`,
    confidence: other,
    evidence: [...lines, ...fact(seen, 'elf', 'format'), ...program.evidence],
    against,
    fixes: [
      byHand('build-main', 'Build package main, and copy that file', [
        'go build -o /out/app ./cmd/app (go list -f {{.Name}} must say main)',
        'cmp the file in the image with the one that was built: cgoscope elf FILE',
      ]),
    ],
    next: what === undefined ? `What the file is: cgoscope elf ${path ?? 'FILE'}` : null,
  };
}

const fixesFor = (path: string | null): DraftFix[] => [
  byHand('copy-file', `Copy it to where it is started from${path === null ? '' : ` (${path})`}`, [
    ...(looksLikeScript(path)
      ? ['COPY the script too, and check .dockerignore']
      : ['go build -o must write to the path that COPY --from takes, and ENTRYPOINT must name where COPY put it']),
    'ENTRYPOINT ["/app"] names a file; with shell words in one string ("/app --flag") the whole string is the name',
    'A volume that is mounted over its directory hides it',
  ]),
];
