// Makes the desktop packages: a clean build, then electron-builder with whatever is given here (`npm run package -- --dir --linux`).
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..');
const require = createRequire(import.meta.url);

function run(script: string, args: string[]): void {
  const { status, error } = spawnSync(process.execPath, [script, ...args], { cwd: root, stdio: 'inherit' });
  if (error !== undefined) throw error;
  if (status !== 0) process.exit(status ?? 70);
}

// A build keeps the chunks of the last day for processes that still run them; none of those is in a package.
rmSync(path.join(root, 'out', 'main', 'chunks'), { recursive: true, force: true });
run(path.join(path.dirname(require.resolve('electron-vite/package.json')), 'bin', 'electron-vite.js'), ['build']);
run(path.join(path.dirname(require.resolve('electron-builder/package.json')), 'cli.js'), ['--publish', 'never', ...process.argv.slice(2)]);
