import { existsSync, readFileSync } from 'node:fs';
import { hostname, release } from 'node:os';
import { describe, expect, it } from 'vitest';
import { readHostKernelHere } from '../../../src/core/engine/index.ts';
import type { Engine } from '../../../src/core/engine/types.ts';

/** An engine of which only its place is asked. */
const engineAt = (transport: 'unix' | 'tcp', kernel: string): Engine => {
  const engine: Partial<Engine> = {
    endpoint: { name: 'test', host: '', transport, rule: '', tls: null },
    info: () => Promise.resolve({ kernel, name: hostname() } as Awaited<ReturnType<Engine['info']>>),
  };
  return engine as Engine; // nothing else of it is used
};

describe('the kernel of the engine’s host', () => {
  it('is not read here where the engine runs elsewhere', async () => {
    expect(await readHostKernelHere(engineAt('tcp', release()))).toBeNull();
    expect(await readHostKernelHere(engineAt('unix', '0.0.1-another'))).toBeNull();
  });

  it.skipIf(process.platform !== 'linux')('gives what this machine lets itself be read, and null for what it does not', async () => {
    const texts = await readHostKernelHere(engineAt('unix', release()));
    expect(texts?.misc ?? null).toBe(existsSync('/proc/misc') ? readFileSync('/proc/misc', 'latin1') : null);
    if (existsSync('/proc/config.gz')) expect(texts?.config?.text).toMatch(/^CONFIG_/m);
    expect(texts?.modules === null).toBe(!existsSync(`/lib/modules/${release()}/modules.builtin`));
  });
});
