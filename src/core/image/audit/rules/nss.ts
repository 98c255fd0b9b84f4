// glibc's name service switch: its file, and the modules it names.
import { compareVersions } from '../../../compare/index.ts';
import { fromElf, fromFile } from '../evidence.ts';
import type { AuditRule } from './types.ts';

/** Part of libc.so itself since glibc 2.34 (NEWS of 2.34). */
const BUILT_IN = ['files', 'dns'];

export const noNsswitch: AuditRule = {
  id: 'no-nsswitch',
  look({ facts, survey }) {
    if (facts.nsswitch.present || facts.libc !== 'glibc') return null;
    const newEnough = facts.libcVersion !== null && (compareVersions(facts.libcVersion, '2.35') ?? -1) >= 0;
    if (newEnough) return null; // the default became "files dns" (glibc bug 28700)
    const [libc] = survey.libraries.get('libc.so.6') ?? [];
    return {
      level: 'info',
      cause: null,
      title: `No /etc/nsswitch.conf with glibc ${facts.libcVersion ?? 'of an unknown version'}`,
      detail:
        "Before 2.35 glibc then asks DNS first and /etc/hosts only where DNS can't be reached, so names of --add-host and links may resolve differently in cgo and in Go's own resolver.",
      evidence: [
        { source: 'file', path: '/etc/nsswitch.conf', text: 'not in the image', layer: null },
        ...(libc === undefined ? [] : [fromElf(survey.index, libc.path, `glibc ${facts.libcVersion ?? ''}`.trimEnd())]),
      ],
    };
  },
};

export const nssModuleMissing: AuditRule = {
  id: 'nss-module-missing',
  look({ facts, survey }) {
    const { nsswitch, libc, libcVersion } = facts;
    if (!nsswitch.present || (libc !== 'glibc' && libc !== 'both')) return null;
    const builtIn = libcVersion === null || (compareVersions(libcVersion, '2.34') ?? 1) >= 0 ? BUILT_IN : [];
    const missing = nsswitch.modules.filter((name) => /^[a-z0-9_]+$/.test(name) && !builtIn.includes(name) && !survey.libraries.has(`libnss_${name}.so.2`));
    if (missing.length === 0) return null;
    const essential = missing.some((name) => BUILT_IN.includes(name));
    return {
      level: essential ? 'warning' : 'info',
      cause: essential ? 'static-nss' : null,
      title: `nsswitch.conf names ${missing.join(', ')}, and ${missing.map((name) => `libnss_${name}.so.2`).join(', ')} ${missing.length === 1 ? 'is' : 'are'} not here`,
      detail: essential
        ? "glibc skips a module that it can't load: lookups through it find nothing, in static glibc binaries too."
        : "glibc skips a module that it can't load. Go with cgo still hands such lookups to libc because of that line; GODEBUG=netdns=go keeps them in Go.",
      evidence: [fromFile(survey.index, '/etc/nsswitch.conf', `hosts: ${nsswitch.hosts ?? 'not named'}; passwd: ${nsswitch.passwd ?? 'not named'}`)],
    };
  },
};
