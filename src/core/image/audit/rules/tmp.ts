// Where os.TempDir points.
import { fromFile } from '../evidence.ts';
import { mayExecute } from '../start/permissions.ts';
import type { AuditRule } from './types.ts';

export const noTmp: AuditRule = {
  id: 'no-tmp',
  look({ facts, survey }) {
    const set = facts.config.env.find((one) => /^TMPDIR=./.test(one))?.slice('TMPDIR='.length);
    const path = set ?? '/tmp';
    if (facts.files === 0 || !path.startsWith('/')) return null;
    const found = survey.index.resolve(path);
    const who = { uid: facts.user.uid ?? 0, gid: facts.user.gid ?? 0 };
    if (!found.found || found.entry.kind !== 'directory')
      return {
        level: 'info',
        cause: 'file-missing',
        title: `No ${path}`,
        detail: 'os.CreateTemp, multipart uploads and many libraries want it, and fail. Add the folder with mode 1777, or mount a tmpfs there.',
        evidence: [{ source: 'file', path, text: 'not in the image', layer: null }],
      };
    const writable = mayExecute({ ...found.entry, mode: found.entry.mode >> 1 }, who); // the write bits, one place to the left of execute
    if (who.uid === 0 || writable) return null;
    return {
      level: 'warning',
      cause: 'not-executable',
      title: `User ${who.uid} can't write to ${path}`,
      detail: 'os.CreateTemp, multipart uploads and many libraries fail with "permission denied". It should have mode 1777.',
      evidence: [fromFile(survey.index, path, `mode ${found.entry.mode.toString(8).padStart(4, '0')}, owner ${found.entry.uid}:${found.entry.gid}`)],
    };
  },
};
