// The accounts of the image were asked, and the program gave up.
import type { Rule } from '../../types.ts';
import { fixes } from '../runtime/user-db.ts';
import { drafted, see } from '../start/known.ts';
import { ended, fromSought, isSilent, witnessOf } from './witness.ts';

export const userDbByTrace: Rule = {
  id: 'user-db-by-trace',
  cause: 'user-db',
  needs: 'a trace without its words in which /etc/passwd or /etc/group was looked for and not found before the program failed',
  contradictedBy: 'NSS modules that were looked for and not found (see static-nss), any other file after it',
  signals: [],
  find(seen) {
    const witness = witnessOf(seen);
    // Where its words were traced they say whether a user was meant.
    if (
      witness === null ||
      !isSilent(seen) ||
      witness.ended.signal !== null ||
      witness.sought.some(({ kind, found, name }) => kind === 'nsswitch' && !found && name.startsWith('libnss_'))
    )
      return null;
    const absent = witness.sought.find(({ kind, found }) => kind === 'users' && !found);
    if (absent === undefined) return null;
    return drafted({
      title: `${absent.places[0] ?? absent.name} is looked for and not in the image, and the program gives up`,
      confidence: 0.6,
      evidence: [...fromSought(witness, absent), ended(witness)],
      fixes: fixes(null, true),
      see: see('user-db', 'https://pkg.go.dev/os/user'),
      next: 'what the program said of a user: its stderr',
    });
  },
};
