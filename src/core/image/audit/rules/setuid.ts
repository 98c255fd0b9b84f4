// Programs that run as somebody else than who starts them.
import { counted } from '../../../../shared/domain/units.ts';
import { fromFile } from '../evidence.ts';
import { some, type AuditRule } from './types.ts';

export const setuidFiles: AuditRule = {
  id: 'setuid-files',
  look({ facts, survey }) {
    if (facts.setuid.length === 0) return null;
    return {
      level: 'info',
      cause: null,
      title: `${counted(survey.setuid.length, 'setuid or setgid program')}: ${some(facts.setuid.map(({ path }) => path))}`,
      detail: 'With no-new-privileges they run as the caller; an image for one service needs none of them.',
      evidence: facts.setuid.slice(0, 20).map(({ path, mode, uid }) => fromFile(survey.index, path, `mode ${mode}, owner ${uid}`)),
    };
  },
};
