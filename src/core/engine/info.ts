// Facts about the engine itself.
import type { Client } from './client.ts';
import { platformName } from './platforms.ts';
import type { EngineInfo } from './types.ts';

export async function readInfo(client: Client): Promise<EngineInfo> {
  const [version, info] = await Promise.all([client.docker.version(), client.docker.info() as Promise<Record<string, unknown>>]);
  const text = (name: string): string => (typeof info[name] === 'string' ? info[name] : '');
  const number = (name: string): number => (typeof info[name] === 'number' ? info[name] : 0);
  const security = (Array.isArray(info['SecurityOptions']) ? info['SecurityOptions'] : []).map(String);
  return {
    version: version.Version,
    apiVersion: client.apiVersion,
    name: text('Name'),
    platform: platformName(version.Os, version.Arch),
    kernel: version.KernelVersion ?? text('KernelVersion'),
    operatingSystem: text('OperatingSystem'),
    storage: text('Driver'),
    cgroup: `v${text('CgroupVersion') || '1'}${text('CgroupDriver') === '' ? '' : ` (${text('CgroupDriver')})`}`,
    buildkit: client.builder,
    rootless: security.some((option) => /name=rootless/.test(option)),
    cpus: number('NCPU'),
    memoryBytes: number('MemTotal'),
    security,
    dataRoot: text('DockerRootDir'),
  };
}
