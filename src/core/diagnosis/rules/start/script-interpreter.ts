// A script that the kernel can't start: no `#!`, an interpreter that is not in the image, carriage returns.
import { byHand } from '../../fixes.ts';
import { fact, fromHit } from '../../evidence.ts';
import type { Case, Draft, DraftFix, Rule } from '../../types.ts';
import { drafted, judged, linesOf, looksLikeScript, nameSaid, ran, said, see, type Said } from './known.ts';
import { SESSION } from './session.ts';
import { CACHE_RESTORED } from '../go/signals.ts';
import {
  BINFMT_MENDED,
  RETURNS_MENDED,
  AFTER_RETURN,
  RAW_RETURN,
  BAD_INTERPRETER,
  BASE_SAYS,
  BOM,
  CARRIAGE_RETURN,
  ENTRY_SCRIPT,
  ENV_MISSING,
  EXEC_FORMAT,
  FILE_SAYS,
  LAUNCHER_ENOENT,
  PLATFORM_ASKED,
  PLATFORM_WARNING,
  REQUIRED_FILE,
  RUNTIME_ENOENT,
  SHELL_ENOENT,
  SHELL_NOT_FOUND,
} from './signals.ts';
import { weighEnoent, weighEnoexec } from './weigh.ts';

export const scriptInterpreter: Rule = {
  id: 'script-interpreter',
  cause: 'script-interpreter',
  needs: 'that what starts is a script, and its first line',
  contradictedBy: 'an ELF file',
  signals: [
    SESSION,
    BINFMT_MENDED,
    RETURNS_MENDED,
    CACHE_RESTORED,
    BAD_INTERPRETER,
    AFTER_RETURN,
    CARRIAGE_RETURN,
    ENV_MISSING,
    BOM,
    RUNTIME_ENOENT,
    LAUNCHER_ENOENT,
    SHELL_ENOENT,
    SHELL_NOT_FOUND,
    REQUIRED_FILE,
    EXEC_FORMAT,
    FILE_SAYS,
    BASE_SAYS,
    ENTRY_SCRIPT,
    PLATFORM_WARNING,
    PLATFORM_ASKED,
  ],
  find(seen) {
    if (ran(seen)) return null;
    const base = { see: see('script-interpreter', 'https://man7.org/linux/man-pages/man2/execve.2.html') };
    const verdict = judged(seen, 'script-interpreter');
    const raw = said(seen, AFTER_RETURN).filter(({ evidence }) => RAW_RETURN.test((evidence.text ?? '').slice(0, 4_000)));
    const returns = [...said(seen, CARRIAGE_RETURN), ...raw, ...brokenNames(seen)];
    if (returns.length > 0)
      return drafted({
        ...base,
        title: `${nameSaid(returns) ?? 'A script'} has carriage returns (CRLF) at its line ends`,
        confidence: 0.95,
        evidence: [...linesOf(returns), ...(verdict?.evidence ?? [])],
        fixes: [NO_RETURNS, INTERPRETER],
      });
    const bad = said(seen, BAD_INTERPRETER).filter(({ text }) => !/bad elf interpreter|permission denied/i.test(text) && !/\/ld[-.][\w-]*\.so[\w.]*: bad interpreter/i.test(text));
    if (bad.length > 0)
      return drafted({
        ...base,
        title: `The interpreter that ${nameSaid(bad) ?? 'the script'} names in its first line is not there`,
        confidence: 0.9,
        evidence: linesOf(bad),
        fixes: [INTERPRETER, NO_RETURNS],
      });
    const bom = said(seen, BOM);
    if (bom.length > 0)
      return drafted({
        ...base,
        title: 'Something stands before #! in the first line: a byte order mark, or a space',
        confidence: 0.9,
        evidence: linesOf(bom),
        fixes: [FIRST_LINE],
      });
    if (verdict !== null) return drafted({ ...base, title: verdict.reason, confidence: 0.97, evidence: verdict.evidence, fixes: [INTERPRETER, NO_RETURNS, FIRST_LINE] });
    const env = said(seen, ENV_MISSING);
    if (env.length > 0)
      return drafted({
        ...base,
        title: `env finds no ${env[0]?.match[1] ?? 'interpreter'} in the image`,
        confidence: 0.85,
        evidence: linesOf(env),
        fixes: [INTERPRETER, NO_RETURNS],
      });
    const refused = weighEnoexec(seen);
    if (refused !== null && refused.script >= 0.15) {
      const empty = seen.facts.elf?.format === 'empty';
      return drafted({
        ...base,
        title: empty ? `${refused.path ?? 'The file'} is empty` : `${refused.path ?? 'What starts'} is a script without #! in its first line`,
        confidence: refused.script,
        evidence: [...refused.lines, ...fact(seen, 'elf', 'format')],
        against: refused.program.arch === null ? [] : refused.program.evidence,
        fixes: empty
          ? [byHand('rebuild', 'Copy the file that was built', ['An empty file is what a failed redirection, or a COPY of a touched path, leaves behind'])]
          : [FIRST_LINE, THROUGH_SHELL],
        next: refused.decided ? null : `The first bytes of the file: head -c 64 ${refused.path ?? 'FILE'} | od -c (or: cgoscope elf FILE)`,
      });
    }
    const weights = weighEnoent(seen);
    if (weights !== null && weights.script >= 0.15) {
      const asked: Draft = {
        ...base,
        title: `${weights.path ?? 'What starts'} is ${looksLikeScript(weights.path) || weights.decided ? 'a script' : 'perhaps a script'} whose first line names an interpreter that is not there, or ends in a carriage return`,
        confidence: weights.script,
        evidence: [...weights.lines, ...weights.facts.script],
        fixes: [NO_RETURNS, INTERPRETER],
        next: weights.facts.script.length > 0 ? null : `Its first line: head -1 ${weights.path ?? 'FILE'} | od -c shows the interpreter, and \\r where there is one`,
      };
      return drafted(asked);
    }
    return null;
  },
};

/** A name in quotes that was shown over two lines, as its last character ended the first: `env: can't execute 'sh`, then `': No such file or directory`. */
function brokenNames(seen: Case): Said[] {
  return seen.hits(AFTER_RETURN.id).flatMap((hit) => {
    const above = hit.before.at(-1);
    if (above === undefined || !/^['"]: /.test(hit.line.text) || !/(?:^|[\s:/])(?:env|exec|execute|interpreter|command|sh|bash)\S{0,20}:? ['"][\w./+-]{1,200}$/.test(above.text))
      return [];
    return [{ text: `${above.text}${hit.line.text}`, match: hit.match, evidence: fromHit(hit) }];
  });
}

const NO_RETURNS: DraftFix = byHand('no-carriage-returns', 'Give the script line ends of Unix', [
  "sed -i 's/\\r$//' SCRIPT (or dos2unix), before COPY",
  '.gitattributes: *.sh text eol=lf, so that a checkout on Windows keeps them',
]);
const INTERPRETER: DraftFix = byHand('interpreter', 'Name an interpreter that the image has', [
  'Alpine and busybox have /bin/sh and no bash: #!/bin/sh, or apk add bash',
  'scratch and distroless have no shell: start the program itself',
]);
const FIRST_LINE: DraftFix = byHand('first-line', 'Make #!/bin/sh the first two bytes of the script', ['nothing may stand before it: no empty line, no space, no byte order mark']);
const THROUGH_SHELL: DraftFix = byHand('through-shell', 'Start it through a shell', ['ENTRYPOINT ["/bin/sh", "/entrypoint.sh"]']);
