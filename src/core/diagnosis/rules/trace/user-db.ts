// The accounts of the image were asked, and the program gave up.
import type { Rule } from '../../types.ts';
import { fixes } from '../runtime/user-db.ts';
import { drafted, see } from '../start/known.ts';
import { ended, fromSought, witnessOf } from './witness.ts';

const ACCOUNTS = /^\/etc\/(?:passwd|group)$/;

export const userDbByTrace: Rule = {
  id: 'user-db-by-trace',
  cause: 'user-db',
  needs: 'a trace in which /etc/passwd or /etc/group was looked for, or read as the last file, before the program failed',
  contradictedBy: 'NSS modules that were looked for and not found (see static-nss), any other file after it',
  signals: [],
  find(seen) {
    const witness = witnessOf(seen);
    if (witness === null || witness.ended.signal !== null || witness.sought.some(({ kind, found, name }) => kind === 'nsswitch' && !found && name.startsWith('libnss_')))
      return null;
    const users = witness.sought.filter(({ kind }) => kind === 'users');
    const absent = users.find(({ found }) => !found);
    if (absent !== undefined)
      return drafted({
        title: `${absent.places[0] ?? absent.name} is looked for and not in the image, and the program gives up`,
        confidence: 0.78,
        evidence: [...fromSought(witness, absent), ended(witness)],
        fixes: fixes(null, true),
        see: see('user-db', 'https://pkg.go.dev/os/user'),
        next: 'what the program said of a user: its stderr',
      });
    const last = witness.filesOpened.at(-1) ?? '';
    if (!ACCOUNTS.test(last)) return null;
    return drafted({
      title: `${last} is the last file that the program read before it gave up: the user or group it looks for may not be in it`,
      confidence: 0.5,
      evidence: [{ source: 'trace', path: 'trace.filesOpened', text: last }, ended(witness)],
      fixes: fixes(null, true),
      see: see('user-db', 'https://pkg.go.dev/os/user'),
      next: 'whether the image knows the user: docker run --rm --entrypoint cat IMAGE /etc/passwd',
    });
  },
};
