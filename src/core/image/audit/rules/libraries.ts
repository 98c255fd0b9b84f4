// Libraries of what starts, looked for as the image's own loader would: asked of the verdict room, which knows both loaders.
import type { CheckResult } from '../../../../shared/domain/verdict.ts';
import { judgeInImage } from '../../../verdict/index.ts';
import { envOf } from '../../env.ts';
import { fromElf } from '../evidence.ts';
import type { Examined } from '../facts/index.ts';
import type { AuditRule, Found } from './types.ts';

function libraryRule(id: string, check: 'needed' | 'versions', written: (path: string, result: CheckResult) => Pick<Found, 'title' | 'detail'>): AuditRule {
  return {
    id,
    look({ survey, start }: Examined) {
      // A start that ends before the loader is asked has its own finding.
      if (start.problem !== null) return null;
      const env = envOf(survey.index.config);
      for (const path of [start.runs, start.command]) {
        const result = path === null ? undefined : judgeInImage(survey.index, path, env).find((one) => one.id === check && one.status === 'fail');
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
