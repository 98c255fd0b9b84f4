// Where packages come from: the host's own apt, or apt inside a Debian container. The rest of the room only sees this.
import type { Readable } from 'node:stream';
import type { Progress } from '../types.ts';

/** One package file, as apt resolved it. */
export interface Deb {
  name: string;
  version: string;
  arch: string;
  /** Bytes of the .deb. */
  bytes: number;
  sha256: string;
}

/** A package that is here, its file system as a tar stream. */
export interface FetchedDeb extends Deb {
  open(): Promise<Readable>;
}

/** Which packages, from where. */
export interface DebRequest {
  suite: string;
  /** Debian's architecture, `arm64`. */
  arch: string;
  packages: string[];
  /** False: exactly these packages and nothing they depend on. */
  closure: boolean;
  /** `name=version` of packages that lie below already and are left out. */
  without: ReadonlySet<string>;
}

export interface WorkOptions {
  progress: Progress;
  signal: AbortSignal;
}

/** Asks why packages can't be had on this machine; null where they can. */
export type Obstacle = () => Promise<string | null>;

export interface PackageSource {
  /** Downloads and hands the packages to `use`; they are thrown away when it is done. Sorted by name. */
  fetch<T>(request: DebRequest, options: WorkOptions, use: (debs: FetchedDeb[]) => Promise<T>): Promise<T>;
}

export const debId = (deb: { name: string; version: string }): string => `${deb.name}=${deb.version}`;
