// Two images side by side: the facts that differ, those that decide where a program starts before those that only may matter.
import type { Difference } from '../../../shared/domain/difference.ts';
import type { ImageFacts } from '../../../shared/domain/image.ts';
import { list, ordered, scalar } from '../../compare/index.ts';
import { formatBytes } from '../../../shared/domain/units.ts';

/** Single facts: the label is what stands before the colon; `of` gives what is compared and shown. */
const SCALARS: readonly { fact: string; label: string; weight: number; of: (image: ImageFacts) => unknown }[] = [
  { fact: 'config.platform', label: 'platform', weight: 98, of: ({ config }) => config.platform },
  { fact: 'platformHolds', label: 'programs are of the claimed platform', weight: 97, of: ({ platformHolds }) => platformHolds },
  { fact: 'libc', label: 'C library', weight: 95, of: ({ libc }) => libc },
  { fact: 'libcVersion', label: 'version of the C library', weight: 80, of: ({ libcVersion }) => libcVersion },
  { fact: 'start.problem', label: 'what stops the start', weight: 92, of: ({ start }) => start.problem },
  { fact: 'start.kind', label: 'what starts', weight: 60, of: ({ start }) => start.kind },
  { fact: 'start.program', label: 'program that starts', weight: 58, of: ({ start }) => start.program },
  { fact: 'start.argv', label: 'entrypoint and command', weight: 57, of: ({ start }) => (start.argv.length === 0 ? null : JSON.stringify(start.argv)) },
  { fact: 'start.interpreter', label: 'what starts it', weight: 59, of: ({ start }) => start.interpreter },
  { fact: 'roots.present', label: 'root certificates', weight: 72, of: ({ roots }) => roots.present },
  { fact: 'zoneinfo.present', label: 'time zones', weight: 62, of: ({ zoneinfo }) => zoneinfo.present },
  { fact: 'passwd.present', label: '/etc/passwd', weight: 56, of: ({ passwd }) => passwd.present },
  { fact: 'group.present', label: '/etc/group', weight: 40, of: ({ group }) => group.present },
  { fact: 'user', label: 'user', weight: 54, of: ({ user }) => (user.uid === null ? user.asked : `${user.uid}:${user.gid ?? '?'}`) },
  { fact: 'nsswitch.hosts', label: 'hosts in nsswitch.conf', weight: 52, of: ({ nsswitch }) => nsswitch.hosts },
  // eslint-disable-next-line no-restricted-syntax -- a path in an image, not an option of spawn
  { fact: 'shell', label: 'shell', weight: 46, of: ({ shell }) => shell },
  { fact: 'config.workdir', label: 'working directory', weight: 34, of: ({ config }) => (config.workdir === '' ? '/' : config.workdir) },
  { fact: 'distribution', label: 'distribution', weight: 30, of: ({ distribution }) => distribution?.name ?? null },
  { fact: 'config.stopSignal', label: 'stop signal', weight: 22, of: ({ config }) => config.stopSignal },
];

/** What differs between any two images: shown with the rest, last. */
const COUNTS: readonly { fact: string; label: string; weight: number; of: (image: ImageFacts) => number; text?: (value: number) => string }[] = [
  { fact: 'roots.certificates', label: 'root certificates', weight: 12, of: ({ roots }) => Math.max(0, ...roots.files.map(({ certificates }) => certificates ?? 0)) },
  { fact: 'zoneinfo.zones', label: 'zones', weight: 8, of: ({ zoneinfo }) => zoneinfo.zones },
  { fact: 'bytes', label: 'size', weight: 6, of: ({ bytes }) => bytes, text: formatBytes },
  { fact: 'files', label: 'files', weight: 4, of: ({ files }) => files },
  { fact: 'layers', label: 'layers', weight: 4, of: ({ layers }) => layers.length },
];

const LISTS: readonly { fact: string; label: string; weight: number; of: (image: ImageFacts) => readonly string[] }[] = [
  { fact: 'machines', label: 'machines of programs', weight: 90, of: ({ machines }) => machines.map(({ machine, platform }) => platform ?? machine) },
  { fact: 'loaders', label: 'loaders', weight: 88, of: ({ loaders }) => loaders.filter(({ real }) => real !== null).map(({ path }) => path) },
  { fact: 'provides', label: 'highest versions', weight: 76, of: ({ provides }) => provides },
  { fact: 'missing', label: 'missing', weight: 66, of: ({ missing }) => missing.filter((path) => !/\/ld-|\/ld\d*\.so|qemu|binfmt/.test(path)) },
  { fact: 'roots.files', label: 'certificate files', weight: 44, of: ({ roots }) => roots.files.map(({ path }) => path) },
  { fact: 'config.env', label: 'environment', weight: 42, of: ({ config }) => config.env },
  { fact: 'nsswitch.modules', label: 'nsswitch modules', weight: 32, of: ({ nsswitch }) => nsswitch.modules },
  { fact: 'scripts', label: "scripts that can't start", weight: 28, of: ({ scripts }) => scripts.map(({ path }) => path) },
  { fact: 'passwd.users', label: 'users', weight: 26, of: ({ passwd }) => passwd.users.map(({ name, uid }) => `${name}(${uid})`) },
  { fact: 'group.groups', label: 'groups', weight: 16, of: ({ group }) => group.groups.map(({ name, gid }) => `${name}(${gid})`) },
  { fact: 'setuid', label: 'setuid programs', weight: 24, of: ({ setuid }) => setuid.map(({ path }) => path) },
  { fact: 'config.exposedPorts', label: 'ports', weight: 18, of: ({ config }) => config.exposedPorts },
  { fact: 'config.labels', label: 'labels', weight: 5, of: ({ config }) => Object.entries(config.labels).map(([name, value]) => `${name}=${value}`) },
];

/** Weightiest first. The same image gives an empty list. */
export function compareImages(a: ImageFacts, b: ImageFacts): Difference[] {
  const differences: (Difference | null)[] = SCALARS.map(({ fact, label, weight, of }) => (of(a) === of(b) ? null : scalar(fact, label, weight, of(a), of(b))));
  for (const { fact, label, weight, of, text = String } of COUNTS)
    if (of(a) !== of(b)) differences.push({ ...scalar(fact, label, weight, of(a), of(b)), text: `${label}: ${text(of(a))} | ${text(of(b))}` });
  for (const { fact, label, weight, of } of LISTS) differences.push(list(fact, label, weight, of(a), of(b)));
  return ordered(differences, { all: true });
}
