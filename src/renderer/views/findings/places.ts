// Where a piece of evidence stands in the window: the address of the very line, byte, event or file. Pure.
import type { FindingEvidence } from '../../../shared/domain/explain.ts';
import type { Cell, Run } from '../../../shared/domain/run.ts';
import { routes } from '../../app/routes.ts';
import { pathTerm } from '../trace/filter/edit.ts';

/** Null where there is nothing to open. */
export type PlaceOf = (evidence: FindingEvidence) => string | null;

const STREAMS = ['build', 'stdout', 'stderr'] as const;
export type CellStream = (typeof STREAMS)[number];

/** The log of a cell that evidence is of; what names none is of the build. */
export const streamOf = ({ path }: FindingEvidence): CellStream => STREAMS.find((stream) => stream === path) ?? 'build';

export const isOfStream =
  (stream: string) =>
  (evidence: FindingEvidence): boolean =>
    evidence.source === 'log' && streamOf(evidence) === stream;

export function cellPlaces(run: Pick<Run, 'id'>, cell: Pick<Cell, 'number' | 'artifact' | 'runImage'>): PlaceOf {
  const tab = (name: 'summary' | 'trace' | 'elf'): string => routes.cell(run.id, cell.number, name === 'summary' ? {} : { tab: name });
  return (evidence) => {
    switch (evidence.source) {
      case 'log': {
        const stream = streamOf(evidence);
        return routes.cell(run.id, cell.number, { tab: 'log', ...(evidence.line === undefined ? {} : { line: evidence.line }), ...(stream === 'build' ? {} : { stream }) });
      }
      case 'elf':
        if (cell.artifact === null) return null;
        return evidence.byteOffset === undefined
          ? tab('elf')
          : routes.binary({ kind: 'cell', run: run.id, cell: cell.number }, { tab: 'sections', at: atText(evidence.byteOffset, evidence.length) });
      case 'trace': {
        if (evidence.event !== undefined) return routes.cellTrace(run.id, cell.number, { event: evidence.event });
        if (evidence.line !== undefined) return routes.cellTrace(run.id, cell.number, { line: evidence.line });
        // A path that was looked for: the calls that name it.
        return evidence.text !== undefined && evidence.text.startsWith('/') ? routes.cellTrace(run.id, cell.number, { q: pathTerm(evidence.text.slice(0, 200)) }) : tab('trace');
      }
      case 'image':
        return cell.runImage === null ? null : imagePlace(cell.runImage.image, evidence.path);
      case 'host':
        return routes.doctor();
      case 'build':
      case 'facts':
        return tab('summary');
      case 'resolver':
        return null;
    }
  };
}

/** `path`: of a file in the image; the name of a fact (`image.libc`) leads to the image. */
export const imagePlace = (image: string, path: string | undefined): string =>
  path !== undefined && path.startsWith('/') ? routes.image(image, { tab: 'files', path }) : routes.image(image);

/** `0x318+28`, as the binary view reads it. */
export const atText = (offset: number, length: number | undefined): string => `0x${offset.toString(16)}${length === undefined ? '' : `+${length}`}`;
