// The index of an image without layers: nothing is in it, and engines refuse to save one. Called by room.ts.
import { COLUMNS, type Frozen } from './frozen.ts';
import { KINDS } from './rows.ts';
import { viewOf, type IndexView } from './view.ts';

/** What the engine says of the image when it is asked; entrypoint and command are not among it. */
export interface KnownOfImage {
  id: string;
  platform: string;
  createdAt: string;
  labels: Record<string, string>;
  env: string[];
  user: string;
}

/** A root folder and nothing in it. */
function nothing(): Frozen {
  const perEntry = new Set(['parent', 'firstChild', 'children', 'nameStart', 'nameLength', 'kind', 'mode', 'uid', 'gid', 'size', 'linkStart', 'linkLength', 'layer', 'content']);
  const columns = Object.fromEntries(Object.entries(COLUMNS).map(([name, Column]) => [name, new Column(perEntry.has(name) ? 1 : 0)]));
  const frozen = { count: 1, ...columns } as unknown as Frozen; // every column of COLUMNS, of its class
  frozen.kind[0] = KINDS.indexOf('directory');
  frozen.mode[0] = 0o755;
  frozen.content[0] = -1;
  return frozen;
}

export function emptyIndex(ref: string, known: KnownOfImage): IndexView {
  const { id, platform, createdAt, labels, env, user } = known;
  return viewOf(
    {
      ref,
      id,
      config: { platform, entrypoint: [], cmd: [], env, user, workdir: '', labels, exposedPorts: [], stopSignal: null, created: createdAt },
      layers: [],
      steps: [],
      bytes: 0,
      warnings: [
        { code: 'no-layers', text: 'the image has no layers, and engines do not save such an image: nothing is in it, and its entrypoint and command were not read', path: null },
      ],
    },
    nothing(),
  );
}
