// Libraries of what starts, looked for as the image's own loader would: asked of the verdict room, which knows both loaders.
import type { Elf } from '../../../../shared/domain/elf.ts';
import type { CheckResult } from '../../../../shared/domain/verdict.ts';
import { judge } from '../../../verdict/index.ts';
import type { ImageIndex } from '../../types.ts';
import { fromElf } from '../evidence.ts';
import type { Examined } from '../facts/index.ts';
import type { AuditRule, Found } from './types.ts';

/** The checks that say whether a program in this image can start; those of the host are not an image's affair. */
function checksOf(index: ImageIndex, path: string): CheckResult[] {
  const env = Object.fromEntries(index.config.env.map((one) => [one.slice(0, Math.max(0, one.indexOf('='))), one.slice(one.indexOf('=') + 1)] as const));
  return judge({ elf: ONE_LINE_SCRIPT, scriptHead: `#!${path}`, image: index, host: null, undefinedSymbols: null, at: '/', env }).checks;
}

function libraryRule(id: string, check: 'needed' | 'versions', written: (path: string, result: CheckResult) => Pick<Found, 'title' | 'detail'>): AuditRule {
  return {
    id,
    look({ survey, start }: Examined) {
      // A start that ends before the loader is asked has its own finding.
      if (start.problem !== null) return null;
      for (const path of [start.runs, start.command]) {
        const result = path === null ? undefined : checksOf(survey.index, path).find((one) => one.id === check && one.status === 'fail');
        if (path === null || result === undefined) continue;
        return {
          level: 'error',
          cause: result.cause,
          ...written(path, result),
          evidence: result.evidence.map((one) => (one.path === null ? { source: 'file', path: null, text: one.text, layer: null } : fromElf(survey.index, one.path, one.text))),
        };
      }
      return null;
    },
  };
}

export const entrypointLibraryMissing = libraryRule('entrypoint-library-missing', 'needed', (path, { text }) => ({
  title: `A library of ${path} is missing`,
  detail: `${text}. The loader ends the start with "cannot open shared object file" or "Error loading shared library".`,
}));

export const entrypointVersionMissing = libraryRule('entrypoint-version-missing', 'versions', (path, { text }) => ({
  title: `A library of ${path} is too old`,
  detail: `${text}. The loader ends the start with "version … not found".`,
}));

/**
 * An index has of a program only what loaders look at, and a judgement begins with a whole `elf@1`. A script of one line is the smallest file whose start is the
 * start of another program: of this one everything is then read from the index.
 */
const ONE_LINE_SCRIPT: Elf = {
  schema: 'cgoscope/elf@1',
  path: '/',
  size: 1,
  format: 'script',
  class: null,
  data: null,
  machine: null,
  type: null,
  osabi: null,
  abiVersion: null,
  entry: null,
  flags: null,
  interp: null,
  needed: [],
  soname: null,
  rpath: [],
  runpath: [],
  versionsNeeded: [],
  glibcFloor: null,
  libc: 'unknown',
  linkage: null,
  buildId: null,
  goBuildId: null,
  go: null,
  cgo: { enabled: null, evidence: [] },
  sections: [],
  segments: [],
  dynamic: [],
  symbols: { dynamic: 0, static: 0 },
  tls: { present: false, models: [], staticFlag: false },
  initArray: 0,
  relocations: { count: 0, byType: {}, plt: 0 },
  notes: [],
  warnings: [],
};
