// Everything that an audit says of one image, of its index alone. Pure; called by audits, by cells before they start, and by the comparison.
import type { ImageFacts } from '../../../../shared/domain/image.ts';
import type { ImageIndex } from '../../types.ts';
import { WANTED_LIBRARIES, WANTED_PATHS } from '../../wanted.ts';
import { startFacts, startOf, type Start } from '../start/index.ts';
import { surveyOf, type Survey } from '../survey.ts';
import { groupOf, nsswitchOf, passwdOf, userOf } from './accounts.ts';
import { distributionOf } from './distribution.ts';
import { libcOf, loadersOf } from './loaders.ts';
import { machinesOf, platformHolds, witnessesOf } from './machines.ts';
import { rootsOf, zoneinfoOf } from './roots.ts';
import { brokenScripts } from './scripts.ts';
import { libcVersionOf, providesOf } from './versions.ts';

const MAX_SETUID = 200;

/** What rules read besides the facts: the walk that they were made of, and the start in full. */
export interface Examined {
  readonly facts: ImageFacts;
  readonly survey: Survey;
  readonly start: Start;
}

export function examine(index: ImageIndex, survey: Survey = surveyOf(index)): Examined {
  const passwd = passwdOf(index);
  const group = groupOf(index);
  const user = userOf(index.config.user, passwd, group, index.config.env);
  const start = startOf(survey, user);
  const loaders = loadersOf(survey);
  const libc = libcOf(survey, loaders);
  const { version, evidence } = libcVersionOf(survey, libc, loaders);
  const shell = shellOf(index);
  const { has, missing } = wantedOf(survey);
  const program = start.kind === 'elf' ? [start.program] : start.kind === 'script' ? [null, start.runs] : [];
  const facts: ImageFacts = {
    ref: index.ref,
    id: index.id,
    config: index.config,
    bytes: index.bytes,
    layers: index.layers.map(({ digest, bytes, compression, entries, whiteouts, createdBy }) => ({
      digest,
      bytes,
      compression,
      entries,
      whiteouts,
      createdBy,
      empty: entries === 0 && whiteouts === 0,
    })),
    files: survey.files,
    directories: survey.directories,
    links: survey.links,
    machines: machinesOf(survey),
    platformHolds: platformHolds(index.config.platform, witnessesOf(survey, program, shell, loaders)),
    loaders,
    libc,
    libcVersion: version,
    libcEvidence: evidence,
    provides: providesOf(survey),
    distribution: distributionOf(index),
    start: startFacts(start),
    user,
    roots: rootsOf(index),
    zoneinfo: zoneinfoOf(index),
    passwd,
    group,
    nsswitch: nsswitchOf(index),
    // eslint-disable-next-line no-restricted-syntax -- a path in an image, not an option of spawn
    shell,
    setuid: survey.setuid.slice(0, MAX_SETUID).map(({ path, mode, uid }) => ({ path, mode: mode.toString(8).padStart(4, '0'), uid })),
    scripts: brokenScripts(survey),
    has,
    missing,
    warnings: index.warnings.map((warning) => ({ ...warning })),
  };
  return { facts, survey, start };
}

/** Everything in imageFactsSchema. */
export const factsOfImage = (index: ImageIndex): ImageFacts => examine(index).facts;

/** What Facts hold of an image. */
export interface ImageSummary {
  ref: string;
  platform: string;
  libc: string;
  libcVersion: string | null;
  has: string[];
  missing: string[];
}

/** The part of an image that stands in a cell's facts. */
export const imageSummary = (facts: ImageFacts): ImageSummary => ({
  ref: facts.ref,
  platform: facts.config.platform,
  libc: facts.libc,
  libcVersion: facts.libcVersion,
  has: facts.has,
  missing: facts.missing,
});

const SHELLS = ['/bin/sh', '/bin/bash', '/bin/ash', '/bin/dash', '/usr/bin/sh', '/usr/bin/bash', '/busybox/sh'];

function shellOf(index: ImageIndex): string | null {
  for (const path of SHELLS) {
    const found = index.resolve(path);
    if (found.found && found.entry.kind === 'file' && (found.entry.mode & 0o111) !== 0) return path;
  }
  return null;
}

function wantedOf({ index, libraries }: Survey): { has: string[]; missing: string[] } {
  const has: string[] = [];
  const missing: string[] = [];
  for (const path of WANTED_PATHS) (index.resolve(path).found ? has : missing).push(path);
  for (const name of WANTED_LIBRARIES) (libraries.has(name) ? has : missing).push(name);
  return { has, missing };
}
