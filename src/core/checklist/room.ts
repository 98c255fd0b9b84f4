// What every part of the checklist is lent: an engine, its toolchains, a way to tell how far it is, and a way out.
import type { Engine } from '../engine/types.ts';
import type { Progress, ToolchainRoom } from '../toolchain/types.ts';

export interface ChecklistRoom {
  engine: Engine;
  toolchains: ToolchainRoom;
  progress: Progress;
  signal: AbortSignal;
}
