import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const folders = path.resolve(import.meta.dirname, '../../../src/core/store/folders.ts');

describe('a data folder where none can be made', () => {
  // In a process of its own: what this guards against is a call that never returns.
  it.skipIf(!existsSync('/proc/self'))('is refused, and not tried for ever', () => {
    const asked = spawnSync(
      process.execPath,
      ['--input-type=module', '-e', `import { ensurePrivateFolder } from ${JSON.stringify(folders)}; ensurePrivateFolder('/proc/nope/deep')`],
      {
        encoding: 'utf8',
        timeout: 15_000,
      },
    );
    expect(asked.signal).toBeNull();
    expect(asked.stderr).toContain("the folder /proc/nope/deep can't be made or used: there is no such file");
  });
});
