// Versions of packages by the databases that package managers leave: apk's installed, dpkg's status and distroless' status.d. rpm's is no text.
import type { ImageIndex } from '../../types.ts';

export interface PackageVersion {
  readonly path: string;
  readonly name: string;
  readonly version: string;
}

/** apk-tools 3 moved its database under /usr. */
const APK = ['/lib/apk/db/installed', '/usr/lib/apk/db/installed'];
const DPKG = '/var/lib/dpkg/status';
const DISTROLESS = '/var/lib/dpkg/status.d';

/** The first installed package of these names; null where no database names one. */
export function packageVersion(index: ImageIndex, names: readonly string[]): PackageVersion | null {
  for (const path of APK) {
    const found = stanza(index.text(path), /^P:(.*)$/m, /^V:(.*)$/m, names);
    if (found !== null) return { path, ...found };
  }
  const dpkg = stanza(index.text(DPKG), /^Package: *(.*)$/m, /^Version: *(.*)$/m, names, /^Status: .*\binstalled$/m);
  if (dpkg !== null) return { path: DPKG, ...dpkg };
  for (const name of names) {
    const path = `${DISTROLESS}/${name}`;
    const found = stanza(index.text(path), /^Package: *(.*)$/m, /^Version: *(.*)$/m, names);
    if (found !== null) return { path, ...found };
  }
  return null;
}

function stanza(text: string | null, nameLine: RegExp, versionLine: RegExp, names: readonly string[], required?: RegExp): { name: string; version: string } | null {
  if (text === null) return null;
  for (const block of text.split(/\n\s*\n/)) {
    const name = nameLine.exec(block)?.[1]?.trim();
    const version = versionLine.exec(block)?.[1]?.trim();
    if (name === undefined || version === undefined || !names.includes(name)) continue;
    if (required === undefined || required.test(block)) return { name, version };
  }
  return null;
}

/** `2.41` of `2.41-12+deb13u1`, `1.2.5` of `1:1.2.5-r10`: epoch, packaging and snapshot dates left out. */
export const upstream = (version: string): string => /^(?:\d+:)?(\d+(?:\.\d+)*)/.exec(version)?.[1] ?? version;
