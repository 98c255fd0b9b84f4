// Writes a docker-archive (what `docker save` writes and `docker load` reads) out of layers: two seconds for a toolchain, the right platform even on
// engines whose import ignores it, and the same packages give the same image id (facts/docker.md 4).
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { encodeHeader, END, padding } from './tar/blocks.ts';

export interface ArchiveLayer {
  diffId: string;
  bytes: number;
  /** A file, or the bytes themselves. */
  from: string | Buffer;
  /** Stands in the image's history. */
  note: string;
}

export interface ImagePlan {
  /** `repository:tag`. */
  tag: string;
  architecture: string;
  variant: string | null;
  env: Record<string, string>;
  labels: Record<string, string>;
  workdir: string;
  cmd: string[] | null;
  user: string;
  layers: ArchiveLayer[];
  /** So many of the lowest layers are left out of the archive, as the engine has them (it looks for a layer's chain before its file). */
  leaveOut?: number;
}

/** Images say when they were made; ours say the same for the same content. */
const CREATED = '1970-01-01T00:00:00Z';

const sorted = (record: Record<string, string>): Record<string, string> => Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));

/** The image config (OCI image-spec, config.md) and its id. */
export function imageConfig(plan: ImagePlan): { id: string; json: Buffer } {
  const config = {
    architecture: plan.architecture,
    ...(plan.variant === null ? {} : { variant: plan.variant }),
    os: 'linux',
    created: CREATED,
    config: {
      Env: Object.entries(sorted(plan.env)).map(([name, value]) => `${name}=${value}`),
      Labels: sorted(plan.labels),
      ...(plan.cmd === null ? {} : { Cmd: plan.cmd }),
      WorkingDir: plan.workdir,
      User: plan.user,
    },
    rootfs: { type: 'layers', diff_ids: plan.layers.map((layer) => layer.diffId) },
    history: plan.layers.map((layer) => ({ created: CREATED, created_by: layer.note })),
  };
  const json = Buffer.from(JSON.stringify(config));
  return { id: `sha256:${createHash('sha256').update(json).digest('hex')}`, json };
}

const entry = (name: string, size: number): Buffer => encodeHeader({ name, type: 'file', mode: 0o644, uid: 0, gid: 0, size, mtime: 0, linkname: '' });

async function* archiveChunks(plan: ImagePlan, json: Buffer, id: string): AsyncGenerator<Buffer> {
  const hex = id.slice('sha256:'.length);
  const layerName = (layer: ArchiveLayer): string => `${layer.diffId.slice('sha256:'.length)}/layer.tar`;
  const manifest = Buffer.from(JSON.stringify([{ Config: `${hex}.json`, RepoTags: [plan.tag], Layers: plan.layers.map(layerName) }]));
  yield Buffer.concat([entry('manifest.json', manifest.length), manifest, padding(manifest.length)]);
  yield Buffer.concat([entry(`${hex}.json`, json.length), json, padding(json.length)]);
  for (const layer of new Map(plan.layers.slice(plan.leaveOut ?? 0).map((each) => [each.diffId, each])).values()) {
    yield entry(layerName(layer), layer.bytes);
    if (typeof layer.from === 'string') {
      let seen = 0;
      for await (const chunk of createReadStream(layer.from, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
        seen += chunk.length;
        yield chunk;
      }
      if (seen !== layer.bytes) throw new Error(`the layer ${layer.from} has ${seen} bytes where ${layer.bytes} were recorded`);
    } else yield layer.from;
    yield padding(layer.bytes);
  }
  yield END;
}

/** The archive as a stream, and the id that the engine will give the image. `onBytes` counts what has been handed out. */
export function imageArchive(plan: ImagePlan, onBytes?: (done: number) => void): { id: string; stream: Readable; totalBytes: number } {
  const { id, json } = imageConfig(plan);
  const totalBytes = plan.layers.slice(plan.leaveOut ?? 0).reduce((sum, layer) => sum + layer.bytes, 0);
  const counted = async function* (): AsyncGenerator<Buffer> {
    let done = 0;
    for await (const chunk of archiveChunks(plan, json, id)) {
      if (chunk.length === 0) continue;
      yield chunk;
      done += chunk.length;
      onBytes?.(Math.min(done, totalBytes));
    }
  };
  return { id, stream: Readable.from(counted(), { objectMode: false, highWaterMark: 1 << 20 }), totalBytes };
}
