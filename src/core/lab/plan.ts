// From a request to the cells it means: reads project and matrix file, asks the engine what it can run, and lets the matrix room decide.
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../../shared/domain/errors.ts';
import { formatBytes } from '../../shared/domain/units.ts';
import type { MatrixFile } from '../../shared/domain/matrix-file.ts';
import type { Plan, PlannedCell } from '../../shared/domain/plan.ts';
import type { MatrixRequest, RunRequest } from '../../shared/api/contract.ts';
import { fileErrorWhy } from '../file-errors.ts';
import { axisOffers, changedFile, expandMatrix, parseMatrixFile, refuseManual } from '../matrix/index.ts';
import type { CellSpec, ExpandedMatrix, World } from '../matrix/types.ts';
import { readProject, type HashCache } from '../project/index.ts';
import type { Project } from '../project/types.ts';
import type { ToolchainNeed, ToolchainRoom, Availability } from '../toolchain/types.ts';

export const MATRIX_FILE = 'cgoscope.yaml';

/** The part of a run's request that a plan does not have. */
type Changed = Pick<RunRequest, 'change' | 'changedOnly'>;

export interface ReadRequest {
  /** With the edits of a change in it. */
  project: Project;
  /** The matrix file with what a change says of it. */
  file: MatrixFile;
  /** Path and text of the matrix file; null where there is none. */
  config: { path: string; text: string } | null;
}

/** Reads what the request names. Throws InputError for anything wrong in it. */
export async function readRequest(request: MatrixRequest & Changed, hashes?: HashCache): Promise<ReadRequest> {
  const path = request.config ?? join(request.path, MATRIX_FILE);
  const there = request.config !== null || (await exists(path));
  let text = '';
  if (there) {
    try {
      text = await readFile(path, 'utf8');
    } catch (error) {
      throw new InputError(`the matrix file ${path} can't be read: ${fileErrorWhy(error)}`, { input: path, expected: 'a readable file' });
    }
  }
  const own = there ? parseMatrixFile(text, request.config ?? MATRIX_FILE).file : {};
  const change = request.change ?? null;
  if (change !== null) refuseManual(change);
  const file = change === null ? own : changedFile(own, change);
  const project = await readProject(request.path, { exclude: file.sources?.exclude ?? [], edits: change?.sources, ...(hashes === undefined ? {} : { hashes }) });
  return { project, file, config: there ? { path, text } : null };
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

export function expand(read: ReadRequest, request: MatrixRequest & Changed, world: World): ExpandedMatrix {
  return expandMatrix({
    project: read.project,
    file: read.file,
    set: request.set ?? [],
    only: request.only ?? [],
    world,
    change: request.change,
    changedOnly: request.changedOnly,
  });
}

const needKey = (need: ToolchainNeed): string => JSON.stringify([need.go, need.platform, need.libc, need.packages]);

/** The `plan@0` document. With `room` null nothing is known of toolchains, and the notes say so. */
export async function planDocument(read: ReadRequest, matrix: ExpandedMatrix, world: World, room: ToolchainRoom | null, notes: string[]): Promise<Plan> {
  const { TOOLCHAIN_PLATFORMS } = await import('../toolchain/index.ts');
  const availability = new Map<string, Availability>();
  const images = new Map<string, Availability>();
  if (room !== null) {
    for (const spec of matrix.cells) {
      if (spec.unsupported !== null) continue;
      if (!availability.has(needKey(spec.need))) availability.set(needKey(spec.need), await room.check(spec.need));
      const image = `${spec.base} ${spec.axes.platform}`;
      if (spec.notRun === null && !images.has(image)) images.set(image, await room.checkRunImage(spec.base, spec.axes.platform));
    }
  }
  const cells = matrix.cells.map((spec): PlannedCell => {
    const toolchain = availability.get(needKey(spec.need));
    const image = images.get(`${spec.base} ${spec.axes.platform}`);
    return {
      number: spec.number,
      key: spec.key,
      axes: { ...spec.axes },
      expected: spec.expected,
      unsupported: spec.unsupported ?? (toolchain?.kind === 'unsupported' ? toolchain.reason : null) ?? (image?.kind === 'unsupported' ? image.reason : null),
      emulated: spec.emulated,
      needs: needsOf(spec),
      runImage: spec.notRun === null ? spec.base : '-',
      build: { argv: ['go', ...spec.goArgv], env: spec.goEnv },
      trace: spec.run.trace,
    };
  });
  const wanted = [...availability.values(), ...images.values()].filter((each) => each.kind === 'obtainable');
  // Needs share layers (Go is in all of them), so the sum is an upper bound: the largest of each kind would be a lower one.
  const runnable = cells.filter((cell) => cell.unsupported === null).length;
  const sum = (pick: (each: (typeof wanted)[number]) => number) => wanted.reduce((total, each) => total + pick(each), 0);
  return {
    schema: 'cgoscope/plan@0',
    axes: axisOffers({ project: read.project, matrix, world, platforms: TOOLCHAIN_PLATFORMS }),
    project: {
      path: read.project.path,
      module: read.project.module,
      goDirective: read.project.goDirective,
      mains: read.project.mains.map((main) => main.dir),
      usesCgo: read.project.importsC,
      files: read.project.tree.entries.length,
      bytes: read.project.tree.bytes,
      treeHash: read.project.tree.hash,
    },
    config: read.config?.path ?? null,
    cells,
    collapsed: matrix.collapsed,
    estimate: {
      downloadBytes: sum((each) => each.downloadBytes),
      diskBytes: sum((each) => each.diskBytes) + read.project.tree.bytes + runnable * 30_000_000,
      timeNs: sum((each) => each.timeNs) + runnable * 12e9,
      basis: `upper bound: ${wanted.length === 0 ? 'nothing to fetch' : `${wanted.length} toolchains and images to fetch, shared layers counted for each`}; 12 s and ${formatBytes(30_000_000)} a cell for a cold build`,
    },
    notes: [...read.project.notes, ...matrix.notes, ...notes],
  };
}

/** Toolchain parts in words: `go-1.24`, `gcc`, `musl-arm64`. */
function needsOf(spec: CellSpec): string[] {
  const needs = [`go-${spec.need.go}`];
  const arch = spec.need.platform.split('/').slice(1).join('-');
  if (spec.need.libc !== null) needs.push(`${spec.need.libc === 'glibc' ? 'gcc' : 'musl'}-${arch}`);
  if (spec.need.packages.length > 0) needs.push(`packages: ${spec.need.packages.join(' ')}`);
  return needs;
}
