// The texts of every view in one language; a view's own file is its namespace.
import { binary } from './binary.ts';
import { causes } from './causes.ts';
import { cell } from './cell.ts';
import { common } from './common.ts';
import { compare } from './compare.ts';
import { dns } from './dns.ts';
import { dnsCharts } from './dns-charts.ts';
import { doctor } from './doctor.ts';
import { elf } from './elf.ts';
import { explain } from './explain.ts';
import { home } from './home.ts';
import { image } from './image.ts';
import { matrix } from './matrix.ts';
import { run } from './run.ts';
import { runs } from './runs.ts';
import { settings } from './settings.ts';
import { trace } from './trace.ts';
import { traceCompare } from './trace-compare.ts';
import { traceRecordings } from './trace-recordings.ts';
import { traceTimeline } from './trace-timeline.ts';

export const en = {
  binary,
  causes,
  cell,
  common,
  compare,
  dns,
  dnsCharts,
  doctor,
  elf,
  explain,
  home,
  image,
  matrix,
  run,
  runs,
  settings,
  trace,
  traceCompare,
  traceRecordings,
  traceTimeline,
} as const;
