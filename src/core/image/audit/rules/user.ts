// The user that a container starts as, against passwd and group.
import { fromConfig, fromFile } from '../evidence.ts';
import type { AuditRule } from './types.ts';

export const userUnknown: AuditRule = {
  id: 'user-unknown',
  look({ facts, survey }) {
    const { user, passwd, group } = facts;
    const missing =
      user.uid === null ? { what: 'user', file: '/etc/passwd', present: passwd.present } : user.gid === null ? { what: 'group', file: '/etc/group', present: group.present } : null;
    if (missing === null) return null;
    const text = missing.present ? `names no such ${missing.what}` : 'is not in the image';
    return {
      level: 'error',
      cause: 'user-db',
      title: `The ${missing.what} of "${user.asked}" does not exist in the image`,
      detail: `${missing.file} ${text}, so the engine refuses to start the container. A number (USER 65532:65532) needs no entry.`,
      evidence: [fromConfig(`user ${user.asked}`), fromFile(survey.index, missing.file, text)],
    };
  },
};

export const userNotInPasswd: AuditRule = {
  id: 'user-not-in-passwd',
  look({ facts, survey }) {
    const { user, passwd } = facts;
    // Without the file it is no-passwd's to say; root needs no name for most programs.
    if (user.uid === null || user.uid === 0 || user.inPasswd !== false || !passwd.present) return null;
    return {
      level: 'info',
      cause: 'user-db',
      title: `User ${user.uid} has no entry in /etc/passwd`,
      detail: 'It starts all the same. os/user.Current and programs that ask for a name or home (ssh, git, bash) fail or make one up; HOME is / unless it is set.',
      evidence: [fromConfig(`user ${user.asked}`), fromFile(survey.index, '/etc/passwd', `${passwd.users.length} users, none with uid ${user.uid}`)],
    };
  },
};

export const noPasswd: AuditRule = {
  id: 'no-passwd',
  look({ facts }) {
    if (facts.passwd.present || facts.files === 0) return null;
    return {
      level: 'info',
      cause: 'user-db',
      title: 'No /etc/passwd',
      detail: 'Only numeric users work. os/user.Lookup fails for every name, and in Go without cgo os/user.Current fails where $USER and $HOME are not set.',
      evidence: [{ source: 'file', path: '/etc/passwd', text: 'not in the image', layer: null }],
    };
  },
};
