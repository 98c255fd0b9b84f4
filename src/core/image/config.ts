// An image's config: what starts, as whom, on which platform, and which step made which layer. A stranger's JSON: what has another shape than the
// specification says is left out. Source: OCI image-spec config.md. Called by read.ts.
import type { ImageConfig } from '../../shared/domain/image.ts';
import { platformName } from '../engine/index.ts';

export interface ConfigFacts {
  readonly config: ImageConfig;
  readonly os: string;
  /** Digests of the layers' tars, lowest first. */
  readonly diffIds: readonly string[];
  readonly history: readonly { readonly createdBy: string; readonly empty: boolean }[];
}

export type Json = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
export const objectOf = (value: unknown): Json => (isObject(value) ? value : {});
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const texts = (value: unknown): string[] => listOf(value).filter((item) => typeof item === 'string');

const MAX_LABELS = 10_000;
const MAX_HISTORY = 10_000;

export function readConfig(json: Json): ConfigFacts {
  const run = objectOf(json['config']);
  const os = textOf(json['os']) || 'linux';
  return {
    os,
    config: {
      platform: platformName(os, textOf(json['architecture']) || 'unknown', textOf(json['variant'])),
      entrypoint: commandOf(run['Entrypoint']),
      cmd: commandOf(run['Cmd']),
      env: texts(run['Env']),
      user: textOf(run['User']),
      workdir: textOf(run['WorkingDir']),
      labels: Object.fromEntries(
        Object.entries(objectOf(run['Labels']))
          .filter((pair): pair is [string, string] => typeof pair[1] === 'string')
          .slice(0, MAX_LABELS),
      ),
      exposedPorts: Object.keys(objectOf(run['ExposedPorts'])),
      stopSignal: textOf(run['StopSignal']) || null,
      created: textOf(json['created']) || null,
    },
    diffIds: texts(objectOf(json['rootfs'])['diff_ids']),
    history: listOf(json['history'])
      .slice(0, MAX_HISTORY)
      .map(objectOf)
      .map((step) => ({ createdBy: textOf(step['created_by']) || textOf(step['comment']), empty: step['empty_layer'] === true })),
  };
}

/** Very old images have their command as one text. */
const commandOf = (value: unknown): string[] => (typeof value === 'string' && value !== '' ? [value] : texts(value));
