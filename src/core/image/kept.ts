// Which files of an image are kept, and how much of them: what a loader, libc, Go or an audit reads as text. Everything else leaves only its entry.
import type { PathTree } from './tree.ts';

/** What is kept of a file's content. */
export type Content =
  | { readonly kind: 'elf' | 'text' | 'head'; readonly bytes: Uint8Array }
  /** A bundle of certificates: how many. */
  | { readonly kind: 'certificates'; readonly count: number };

export type KeepRule = 'text' | 'packages' | 'certificates';

/** First bytes of scripts and of programs that are no ELF. */
export const HEAD = 256;

const TEXTS = [
  '/etc/passwd',
  '/etc/group',
  '/etc/nsswitch.conf',
  '/etc/os-release',
  '/usr/lib/os-release',
  '/etc/lsb-release',
  '/etc/redhat-release',
  '/etc/debian_version',
  '/etc/alpine-release',
  '/etc/ld.so.conf',
  '/etc/ld.so.cache',
  '/etc/resolv.conf',
  '/etc/hosts',
  '/etc/timezone',
];
const PACKAGES = ['/lib/apk/db/installed', '/usr/lib/apk/db/installed', '/var/lib/dpkg/status'];
/** Where Go's crypto/x509 and distributions look for bundles; single certificates are counted too. */
const CERTIFICATES = ['/etc/ssl/ca-bundle.pem', '/etc/ssl/cert.pem', '/etc/pki/tls/cacert.pem', '/etc/pki/tls/cert.pem'];
const CERTIFICATE_FOLDERS = [
  '/etc/ssl/certs',
  '/etc/pki/tls/certs',
  '/etc/pki/ca-trust/extracted/pem',
  '/etc/ca-certificates/extracted',
  '/usr/share/ca-certificates',
  '/usr/share/ca-certificates/mozilla',
  '/usr/local/share/ca-certificates',
];

/** Answers what is kept of the file at a node; null: nothing by its path. */
export function keepRules(tree: PathTree): (node: number) => KeepRule | null {
  const files = new Map<number, KeepRule>();
  const folders = new Map<number, (name: string) => KeepRule | null>();
  const node = (path: string): number => tree.node(Buffer.from(path));
  for (const path of TEXTS) files.set(node(path), 'text');
  for (const path of PACKAGES) files.set(node(path), 'packages');
  for (const path of CERTIFICATES) files.set(node(path), 'certificates');
  folders.set(node('/etc/ld.so.conf.d'), () => 'text');
  folders.set(node('/var/lib/dpkg/status.d'), () => 'packages');
  for (const path of CERTIFICATE_FOLDERS) folders.set(node(path), () => 'certificates');
  // musl: `/etc/ld-musl-x86_64.path`, the folders that its loader looks into.
  folders.set(node('/etc'), (name) => (name.startsWith('ld-musl-') && name.endsWith('.path') ? 'text' : null));
  return (at) => files.get(at) ?? folders.get(tree.parent[at] as number)?.(tree.name(at)) ?? null;
}

const BEGIN = Buffer.from('-----BEGIN CERTIFICATE-----');
const BEGIN_TRUSTED = Buffer.from('-----BEGIN TRUSTED CERTIFICATE-----');

export function countCertificates(bytes: Buffer): number {
  let count = 0;
  for (const mark of [BEGIN, BEGIN_TRUSTED]) for (let at = bytes.indexOf(mark); at >= 0; at = bytes.indexOf(mark, at + mark.length)) count += 1;
  return count;
}

const PACKAGE_NAMES =
  /^(libc6|libc6\.1|libc-bin|glibc|musl|uclibc|libstdc\+\+6?|libstdc\+\+|libgcc-s1|libgcc1?|gcompat|libc6-compat|ca-certificates(-bundle)?|tzdata|busybox|bash|dash)$/;

/**
 * Of a package database (dpkg's status, apk's installed) the name, version and architecture of the packages that decide what runs: C libraries, C++ and
 * gcc runtimes, certificates, time zones, shells. In the database's own words, a paragraph per package.
 */
export function packagesOf(text: string): string {
  const kept: string[] = [];
  for (const paragraph of text.split('\n\n')) {
    const lines = paragraph.split('\n');
    const name = lines.map((line) => /^(?:Package: |P:)(.*)$/.exec(line)?.[1]).find((found) => found !== undefined);
    if (name === undefined || !PACKAGE_NAMES.test(name.trim())) continue;
    kept.push(lines.filter((line) => /^(Package: |Version: |Architecture: |Status: |P:|V:|A:)/.test(line)).join('\n'));
    if (kept.length >= 200) break;
  }
  return kept.length === 0 ? '' : `${kept.join('\n\n')}\n`;
}
