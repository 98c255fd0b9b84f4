// The checks, one file each. A new one is a file, a line here, and its id in shared/domain/verdict.ts.
import type { CheckId } from '../../../shared/domain/verdict.ts';
import type { Context } from '../context.ts';
import type { Result } from '../result.ts';
import { cpu } from './cpu.ts';
import { emulation } from './emulation.ts';
import { goFiles } from './go-files.ts';
import { interp } from './interp.ts';
import { kernel } from './kernel.ts';
import { machine } from './machine.ts';
import { needed } from './needed.ts';
import { permission } from './permission.ts';
import { symbols } from './symbols.ts';
import { tls } from './tls.ts';
import { versions } from './versions.ts';

export type Check = (context: Context) => Result;

export const CHECK: Readonly<Record<CheckId, Check>> = {
  format: ({ format }) => format,
  permission,
  machine,
  emulation,
  interp,
  needed,
  versions,
  symbols,
  tls,
  kernel,
  cpu,
  'go-files': goFiles,
};
