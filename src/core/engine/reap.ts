// Removes what dead owners of this install left, and names what other installs have. Called when a workbench takes its data folder.
import type { Client } from './client.ts';
import { removeContainer } from './containers.ts';
import { EngineAnswerError } from './failures.ts';
import { removeImage } from './images.ts';
import { LABEL } from './labels.ts';
import { removeNetwork, removeVolume } from './volumes.ts';

const REAPED = new Set(['build', 'run']);
const OUR_TAGS = /^cgoscope[-/]/;

interface Leftover {
  what: string;
  remove: () => Promise<void>;
}

/**
 * One process owns a data folder at a time, so every other owner of our install is dead. Caches, toolchains and sources stay:
 * `clean` removes them. Things without our labels are not even looked at.
 */
export async function reap(client: Client, endedRuns: readonly string[] = []): Promise<{ removed: string[]; foreign: string[] }> {
  const { ours, foreign } = await find(client, endedRuns);
  const removed: string[] = [];
  for (const leftover of ours) {
    try {
      await leftover.remove();
      removed.push(leftover.what);
    } catch (error) {
      // One that the engine won't give up (in use, storage busy) must not shield the others; `leftovers` still names it, and the next reap tries again.
      if (!(error instanceof EngineAnswerError)) throw error;
    }
  }
  return { removed, foreign };
}

/** What {@link reap} would do. */
export async function leftovers(client: Client): Promise<{ ours: string[]; foreign: string[] }> {
  const { ours, foreign } = await find(client);
  return { ours: ours.map(({ what }) => what), foreign };
}

/** Containers first: they hold the networks, volumes and images. */
async function find(client: Client, endedRuns: readonly string[] = []): Promise<{ ours: Leftover[]; foreign: string[] }> {
  const { docker, identity } = client;
  const ours: Leftover[] = [];
  const foreign: string[] = [];
  const filters = { label: [LABEL.install] };
  const sort = (labels: Record<string, string> | null | undefined, what: string, remove: () => Promise<void>): void => {
    if (labels?.[LABEL.install] !== identity.install) foreign.push(`${what} of install ${labels?.[LABEL.install] ?? '?'}`);
    else if ((labels[LABEL.owner] !== identity.owner || endedRuns.includes(labels[LABEL.run] ?? '')) && REAPED.has(labels[LABEL.role] ?? '')) ours.push({ what, remove });
  };
  for (const container of await docker.listContainers({ all: true, filters })) {
    sort(container.Labels, `container ${container.Names[0]?.slice(1) ?? container.Id.slice(0, 12)}`, () => removeContainer(client, container.Id));
  }
  for (const network of await docker.listNetworks({ filters })) sort(network.Labels, `network ${network.Name}`, () => removeNetwork(client, network.Id));
  const { Volumes: volumes } = await docker.listVolumes({ filters });
  for (const volume of (volumes as typeof volumes | null) ?? []) sort(volume.Labels, `volume ${volume.Name}`, () => removeVolume(client, volume.Name));
  // Images last, and only by a tag of ours: what a user builds FROM one of these inherits its labels.
  for (const image of await docker.listImages({ filters: JSON.stringify(filters) })) {
    for (const tag of ((image.RepoTags as string[] | null | undefined) ?? []).filter((one) => OUR_TAGS.test(one))) {
      sort(image.Labels, `image ${tag}`, () => removeImage(client, tag));
    }
  }
  return { ours, foreign };
}
