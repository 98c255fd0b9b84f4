// Puts the pieces of this room together behind the face that the other rooms know.
import { openClient } from './client.ts';
import { createContainer, removeContainer, startContainer, startLeased } from './containers.ts';
import { execute } from './exec.ts';
import { getFile, getTar, putFiles, putTar } from './files.ts';
import { emulators, freeDisk } from './host.ts';
import { commitContainer, inspectImage, listImages, loadImage, localImages, pullImage, remotePlatforms, removeImage } from './images.ts';
import { readInfo } from './info.ts';
import { labelsFor } from './labels.ts';
import { leftovers, reap } from './reap.ts';
import { saveImage } from './save.ts';
import { ensureNetwork, ensureVolume, listVolumes, removeNetwork, removeVolume } from './volumes.ts';
import type { Endpoint, Engine, EngineInfo, Identity } from './types.ts';

/**
 * Connects to an engine and asks whether it is there. Rejects with EngineUnavailableError.
 * `env` is the environment of the caller; a child ssh gets it.
 */
export async function connectEngine(endpoint: Endpoint, identity: Identity, env: NodeJS.ProcessEnv = process.env): Promise<Engine> {
  const client = await openClient(endpoint, identity, env);
  let info: Promise<EngineInfo> | null = null;
  return {
    endpoint,
    labels: (role, run = '-') => labelsFor(identity, role, run),
    info: () => {
      info ??= readInfo(client).catch((error: unknown) => {
        info = null; // asked again next time
        throw error;
      });
      return info;
    },
    emulators: (image) => emulators(client, image),
    createContainer: (spec) => createContainer(client, spec),
    startContainer: (id, io) => startContainer(client, id, io),
    removeContainer: (id) => removeContainer(client, id),
    startLeased: (spec) => startLeased(client, spec),
    exec: (container, spec) => execute(client, container, spec),
    putFiles: (container, path, files) => putFiles(client, container, path, files),
    putTar: (container, path, tar) => putTar(client, container, path, tar),
    getTar: (container, path) => getTar(client, container, path),
    getFile: (container, path, maxBytes) => getFile(client, container, path, maxBytes),
    ensureVolume: (name, role, labels) => ensureVolume(client, name, role, labels),
    removeVolume: (name) => removeVolume(client, name),
    listVolumes: (role) => listVolumes(client, role),
    ensureNetwork: (name, options) => ensureNetwork(client, name, options),
    removeNetwork: (name) => removeNetwork(client, name),
    inspectImage: (ref) => inspectImage(client, ref),
    listImages: (role) => listImages(client, role),
    localImages: () => localImages(client),
    saveImage: (ref, options) => saveImage(client, ref, options),
    loadImage: (tar) => loadImage(client, tar),
    pullImage: (ref, options) => pullImage(client, ref, options),
    remotePlatforms: (ref, auth) => remotePlatforms(client, ref, auth),
    commitContainer: (container, options) => commitContainer(client, container, options),
    removeImage: (ref) => removeImage(client, ref),
    reap: (endedRuns) => reap(client, endedRuns),
    leftovers: () => leftovers(client),
    freeDisk: (image) => freeDisk(client, image),
    close: () => {
      client.transport.close();
      return Promise.resolve();
    },
  };
}
