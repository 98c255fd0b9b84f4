// Removes what dead owners of this install left, and names what other installs have. Called when a workbench takes its data folder.
import type { Client } from './client.ts';
import { removeContainer } from './containers.ts';
import { LABEL } from './labels.ts';
import { removeNetwork, removeVolume } from './volumes.ts';

const REAPED = new Set(['build', 'run']);

/**
 * One process owns a data folder at a time, so every other owner of our install is dead. Caches, toolchains and sources stay:
 * `clean` removes them. Things without our labels are not even looked at.
 */
export async function reap(client: Client): Promise<{ removed: string[]; foreign: string[] }> {
  const { docker, identity } = client;
  const removed: string[] = [];
  const foreign: string[] = [];
  const filters = { label: [LABEL.install] };
  const verdict = (labels: Record<string, string> | null | undefined, what: string): boolean => {
    if (labels?.[LABEL.install] !== identity.install) {
      foreign.push(`${what} of install ${labels?.[LABEL.install] ?? '?'}`);
      return false;
    }
    return labels[LABEL.owner] !== identity.owner && REAPED.has(labels[LABEL.role] ?? '');
  };

  // Containers first: they hold networks and volumes.
  for (const container of await docker.listContainers({ all: true, filters })) {
    const what = `container ${container.Names[0]?.slice(1) ?? container.Id.slice(0, 12)}`;
    if (!verdict(container.Labels, what)) continue;
    await removeContainer(client, container.Id);
    removed.push(what);
  }
  for (const network of await docker.listNetworks({ filters })) {
    const what = `network ${network.Name}`;
    if (!verdict(network.Labels, what)) continue;
    await removeNetwork(client, network.Id);
    removed.push(what);
  }
  const { Volumes: volumes } = await docker.listVolumes({ filters });
  for (const volume of (volumes as typeof volumes | null) ?? []) {
    const what = `volume ${volume.Name}`;
    if (!verdict(volume.Labels, what)) continue;
    await removeVolume(client, volume.Name);
    removed.push(what);
  }
  return { removed, foreign };
}
