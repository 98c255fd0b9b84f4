// The file is there, and nobody may execute it: no execute bit, a mount with noexec, a directory, a user without rights.
import { byHand } from '../../fixes.ts';
import type { DraftFix, Rule } from '../../types.ts';
import { drafted, judged, linesOf, nameSaid, ran, said, see, type Said } from './known.ts';
import { EXEC_DENIED, SHELL_DENIED } from './signals.ts';
import { namedIn } from './known.ts';

/** A shell says the same of a file that it may not write. */
const DATA = /\.(?:txt|log|json|ya?ml|conf|cfg|ini|toml|env|out|err|csv|pid|sock|lock|db|sqlite3?|tar|gz|zip|pem|crt|key|md|tmp)$|^\/(?:dev|proc|sys|etc)\//i;

export const notExecutable: Rule = {
  id: 'not-executable',
  cause: 'not-executable',
  needs: 'the mode of the file in the image, and the options of its mount',
  contradictedBy: 'a file with its execute bit; a message about a file that is read or written',
  signals: [EXEC_DENIED, SHELL_DENIED],
  find(seen) {
    if (ran(seen)) return null;
    const verdict = judged(seen, 'not-executable');
    const base = { see: see('not-executable', 'https://man7.org/linux/man-pages/man2/execve.2.html'), fixes: FIXES };
    const executed = said(seen, EXEC_DENIED);
    const shells = said(seen, SHELL_DENIED).filter((each) => !DATA.test(namedIn(each.text) ?? '') && !/cannot create|redirect/i.test(each.text));
    const first = seen.trace?.firstExec ?? seen.facts.trace?.firstExec ?? null;
    const traced = first !== null && first.error === 'EACCES' ? [{ source: 'trace' as const, path: 'trace.firstExec', text: `${first.path} EACCES` }] : [];
    if (executed.length > 0 || traced.length > 0) {
      const path = nameSaid(executed) ?? first?.path ?? null;
      return drafted({ ...base, title: sentence(path, executed), confidence: 0.96, evidence: [...linesOf(executed), ...traced, ...(verdict?.evidence ?? [])] });
    }
    if (verdict !== null) return drafted({ ...base, title: verdict.reason, confidence: 0.97, evidence: verdict.evidence });
    if (shells.length === 0) return null;
    const path = nameSaid(shells);
    return drafted({
      ...base,
      title: sentence(path, shells),
      confidence: path !== null && /^\.{1,2}\/|\.sh$|\/bin\//.test(path) ? 0.9 : 0.72,
      evidence: linesOf(shells),
      next: `The mode of the file and the options of its mount: ls -l ${path ?? 'FILE'}; findmnt -T ${path ?? 'FILE'} (noexec)`,
    });
  },
};

const sentence = (path: string | null, all: readonly Said[]): string =>
  all.some(({ text }) => /is a directory/i.test(text))
    ? `${path ?? 'What should start'} is a directory`
    : `${path ?? 'What should start'} may not be executed: no execute bit, or a mount with noexec`;

const FIXES: DraftFix[] = [
  byHand('chmod', 'Give it the execute bit', [
    'COPY --chmod=0755 app /app (BuildKit), or RUN chmod +x /app',
    'git update-index --chmod=+x SCRIPT, as a checkout on Windows loses the bit; artefacts of CI (upload-artifact) lose it as well',
  ]),
  byHand('mount-exec', 'Start it from a mount without noexec', ['docker run --tmpfs /tmp:exec, or another folder: go test and go run execute from TMPDIR (GOTMPDIR changes it)']),
  byHand('name-the-file', 'Name the file and not its directory', ['go build -o /app . writes /app/<name> where /app is a directory: ENTRYPOINT ["/app/<name>"]']),
];
