// Named volumes and networks of ours.
import type Docker from 'dockerode';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from './client.ts';
import { EngineAnswerError, hasStatus } from './failures.ts';
import { LABEL, labelsFor, mine } from './labels.ts';
import type { Role } from './types.ts';

const DISK_USAGE_TRIES = 20;
const DISK_USAGE_PAUSE_MS = 250;

export function ensureVolume(client: Client, name: string, role: Role, labels: Record<string, string> = {}): Promise<{ created: boolean }> {
  return client.inTurn(`volume ${name}`, () => makeVolume(client, name, role, labels));
}

async function makeVolume(client: Client, name: string, role: Role, labels: Record<string, string>): Promise<{ created: boolean }> {
  try {
    await client.docker.getVolume(name).inspect();
    return { created: false };
  } catch (error) {
    if (!hasStatus(error, 404)) throw error;
  }
  const options = { _body: { Name: name, Driver: 'local', Labels: labelsFor(client.identity, role, labels[LABEL.run] ?? '-', labels) } } as Docker.VolumeCreateOptions; // `_body`: see modem.ts
  await client.docker.createVolume(options);
  return { created: true };
}

/** A volume in use is an error (the engine's 409). */
export async function removeVolume(client: Client, name: string): Promise<void> {
  try {
    await client.docker.getVolume(name).remove();
  } catch (error) {
    if (!hasStatus(error, 404)) throw error;
  }
}

/** Sizes come from `/system/df`, the only place that has them; on old engines it weighs everything and takes its time. */
export async function listVolumes(client: Client, role?: Role): Promise<{ name: string; labels: Record<string, string>; bytes: number | null }[]> {
  const listed = await client.docker.listVolumes({ filters: mine(client.identity, role) });
  // An engine without volumes answers null here, whatever the types say.
  const volumes = (listed.Volumes as typeof listed.Volumes | null) ?? [];
  if (volumes.length === 0) return [];
  const sizes = await volumeSizes(client);
  return volumes.map((volume) => ({ name: volume.Name, labels: volume.Labels, bytes: sizes.get(volume.Name) ?? null }));
}

/** One at a time: 20.10 refuses a second one while it weighs ("already running"), also when somebody else asked. Sizes are then not known. */
async function volumeSizes(client: Client): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  const usage = await client.inTurn('disk usage', () => diskUsage(client));
  if (typeof usage !== 'object' || usage === null || !('Volumes' in usage) || !Array.isArray(usage.Volumes)) return sizes;
  for (const volume of usage.Volumes as { Name?: string; UsageData?: { Size?: number } | null }[]) {
    const bytes = volume.UsageData?.Size;
    if (typeof volume.Name === 'string' && typeof bytes === 'number' && bytes >= 0) sizes.set(volume.Name, bytes);
  }
  return sizes;
}

async function diskUsage(client: Client): Promise<unknown> {
  for (let attempt = 0; attempt < DISK_USAGE_TRIES; attempt += 1) {
    try {
      return await client.docker.df();
    } catch (error) {
      if (!(error instanceof EngineAnswerError) || !/already running/i.test(error.engineText)) throw error;
      await delay(DISK_USAGE_PAUSE_MS);
    }
  }
  return null;
}

export function ensureNetwork(client: Client, name: string, options: { internal: boolean; role: Role; run: string }): Promise<void> {
  return client.inTurn(`network ${name}`, () => makeNetwork(client, name, options));
}

async function makeNetwork(client: Client, name: string, options: { internal: boolean; role: Role; run: string }): Promise<void> {
  const same = await client.docker.listNetworks({ filters: { name: [name] } });
  const found = same.find((network) => network.Name === name); // the filter matches parts of names
  if (found !== undefined) {
    if ((found.Internal ?? false) !== options.internal) throw new Error(`the network ${name} is there already and is ${found.Internal ? '' : 'not '}internal`);
    return;
  }
  const body = { Name: name, Driver: 'bridge', Internal: options.internal, CheckDuplicate: true, Labels: labelsFor(client.identity, options.role, options.run) };
  try {
    await client.docker.createNetwork({ _body: body } as unknown as Docker.NetworkCreateOptions); // `_body`: see modem.ts
  } catch (error) {
    if (hasStatus(error, 409)) return; // somebody was faster
    if (error instanceof EngineAnswerError && /address pool/i.test(error.engineText))
      throw new Error(`the engine has no addresses left for a network (${error.engineText}); remove unused ones with \`docker network prune\``, { cause: error });
    throw error;
  }
}

/** By name or id. A name that several networks of this install share (a race of two processes can make that) removes them all. */
export async function removeNetwork(client: Client, name: string): Promise<void> {
  try {
    await client.docker.getNetwork(name).remove();
  } catch (error) {
    if (hasStatus(error, 404)) return;
    if (!(error instanceof EngineAnswerError) || !/ambiguous/i.test(error.engineText)) throw error;
    const same = await client.docker.listNetworks({ filters: { name: [name], ...mine(client.identity) } });
    for (const network of same.filter((one) => one.Name === name)) await removeNetwork(client, network.Id);
  }
}
