// Real failures: each builder makes a cause happen on the engine, and says what must be concluded, what must prove it, and what must not be blamed.
import type { Cause } from '../../src/shared/domain/causes.ts';
import type { Engine } from '../../src/core/engine/index.ts';
import type { ToolchainRoom } from '../../src/core/toolchain/index.ts';

/** A project and a matrix that turn a cell red, through the same `run` that users have. */
export interface CellFailure {
  kind: 'cell';
  /** Unique: the folder and file name. */
  name: string;
  cause: Cause;
  /** Files of the project, go.mod included. */
  files: Record<string, string>;
  /** Text of cgoscope.yaml. */
  matrix: string;
  /** Expression that picks the one red cell. */
  red: string;
  /** Expression of a cell (green, or red of another cause) for which `cause` must not be found; or files and matrix of a run of its own. */
  control: string | { files: Record<string, string>; matrix: string; red: string };
  /** The fix that must turn it green; null where no fix can be applied here, with the reason. */
  fix: string | { none: string };
  /** True for the sample that CI runs: cheap, and of a kind of its own. */
  sample?: boolean;
}

/** What a command really printed, explained as text (and with the facts that a user would have at hand). */
export interface TextFailure {
  kind: 'text';
  name: string;
  cause: Cause;
  sample?: boolean;
  /** Makes it happen and returns what was printed; `facts` where they belong to it. `control` is the same without the fault, or another fault with the same words. */
  make(engine: Engine, toolchains: ToolchainRoom): Promise<{ log: string; facts?: unknown; control: { log: string; facts?: unknown } }>;
}

export type Failure = CellFailure | TextFailure;
