// The shell lines of a cell with the recipes of images folded: what makes a toolchain is long and the same in many cells, so people see it once.

export type ReproducePart = { kind: 'lines'; lines: string[] } | { kind: 'recipe'; image: string; lines: string[] };

/** Opens the block that makes an image where the engine does not have it (core/toolchain writes it); `)` alone on a line closes it. */
const OPENS = /^docker image inspect (\S+) .*\|\| \($/;

/** The same lines in the same order, cut into plain ones and recipes. A block that never closes stays plain. */
export function foldReproduce(reproduce: readonly string[]): ReproducePart[] {
  const lines = reproduce.flatMap((line) => line.split('\n'));
  const parts: ReproducePart[] = [];
  for (let i = 0; i < lines.length; i += 1) {
    const line = lines[i] ?? '';
    const image = OPENS.exec(line)?.[1];
    const end = image === undefined ? -1 : lines.indexOf(')', i);
    const last = parts.at(-1);
    if (image !== undefined && end > i) {
      parts.push({ kind: 'recipe', image, lines: lines.slice(i, end + 1) });
      i = end;
    } else if (last?.kind === 'lines') last.lines.push(line);
    else parts.push({ kind: 'lines', lines: [line] });
  }
  return parts;
}
