// Root certificates and time zones: what Go programs read from an image without asking for it at build time.
import { ROOT_FILES, ROOT_FOLDERS, ZONE_FOLDERS } from '../../wanted.ts';
import { fromConfig } from '../evidence.ts';
import type { AuditRule } from './types.ts';

const absent = (path: string, text = 'not in the image') => ({ source: 'file' as const, path, text, layer: null });

export const noRoots: AuditRule = {
  id: 'no-ca-roots',
  look({ facts }) {
    if (facts.roots.present || facts.files === 0) return null;
    const asked = facts.config.env.filter((one) => /^SSL_CERT_(FILE|DIR)=./.test(one));
    const empty = facts.roots.files.map(({ path }) => absent(path, 'there, without a certificate in it'));
    return {
      level: 'warning',
      cause: 'ca-roots-missing',
      title: 'No root certificates',
      detail:
        asked.length > 0
          ? 'The environment says where they are, and there are none: every TLS connection fails with "certificate signed by unknown authority".'
          : 'Every TLS connection that a program checks fails with "certificate signed by unknown authority". Add ca-certificates, copy /etc/ssl/certs/ca-certificates.crt from a builder, or import golang.org/x/crypto/x509roots/fallback.',
      evidence: asked.length > 0 ? [...asked.map(fromConfig), ...empty] : empty.length > 0 ? empty : [...ROOT_FILES, ...ROOT_FOLDERS].map((path) => absent(path)),
    };
  },
};

export const noZoneinfo: AuditRule = {
  id: 'no-zoneinfo',
  look({ facts }) {
    if (facts.zoneinfo.present || facts.files === 0) return null;
    return {
      level: 'info',
      cause: 'tzdata-missing',
      title: 'No time zones',
      detail: `time.LoadLocation fails for every name but UTC and Local${facts.has.includes('/etc/localtime') ? '' : ', and Local is UTC'}. Add tzdata, or import time/tzdata (450 kB in the binary).`,
      evidence: ZONE_FOLDERS.map((path) => absent(path)),
    };
  },
};
