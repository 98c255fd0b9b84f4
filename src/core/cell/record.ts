// The record of a cell as it fills: persisted at every step, watchers told.
import { NONE } from '../../shared/domain/axes.ts';
import type { Cell } from '../../shared/domain/run.ts';
import type { CellSpec } from '../matrix/types.ts';
import type { LabEvent } from '../../shared/domain/documents.ts';
import type { Store } from '../store/types.ts';
import type { CellRecord } from './types.ts';

/** The cell of a plan before anything has happened to it. */
export function plannedCell(spec: CellSpec): Cell {
  return {
    number: spec.number,
    key: spec.key,
    axes: { ...spec.axes },
    state: spec.unsupported === null ? 'planned' : 'unsupported',
    outcome: null,
    expected: spec.expected,
    green: null,
    stage: null,
    reason: spec.unsupported,
    timesNs: {},
    toolchain: null,
    runImage: null,
    profile: spec.run.profile,
    linkage: { asked: spec.axes.link === NONE ? 'static' : spec.link, got: null },
    emulated: spec.emulated,
    cached: false,
    truncated: [],
    artifact: null,
    elf: null,
    judgement: null,
    exit: null,
    traceFactor: null,
    findings: [],
    fixOf: null,
    reproduce: [],
  };
}

export function createRecord(store: Store, run: string, spec: CellSpec, cell: Cell, emit: (event: LabEvent) => void): CellRecord {
  return {
    spec,
    cell,
    save() {
      store.saveCell(run, this.cell);
      const { number, key, state, stage, outcome, green, reason } = this.cell;
      emit({ schema: 'cgoscope/event@0', type: 'cell', run, at: new Date().toISOString(), cell: number, key, state, stage, outcome, green, reason });
    },
    enter(stage) {
      this.cell.stage = stage;
      this.save();
    },
  };
}
