// Which Go module proxies this machine is set up for. No name of one stands in this repository: the go command's own settings say it.
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { call } from './cgoscope.ts';

/**
 * Proxy addresses in the order to try, without a slash at the end: `given`, else GOPROXY of the environment, else of the user's
 * go env file, else the default of the go command, asked of a toolchain image. Throws when none of them names one.
 */
export async function moduleProxies(given: string | undefined): Promise<string[]> {
  const setting = given ?? process.env['GOPROXY'] ?? fromEnvFile() ?? (await fromToolchain());
  const proxies = (setting ?? '')
    .split(/[,|]/)
    .map((part) => part.trim().replace(/\/+$/, ''))
    .filter((part) => /^https?:\/\//.test(part));
  if (proxies.length === 0) throw new Error(`no Go module proxy is set up (GOPROXY is ${setting === null ? 'unknown' : JSON.stringify(setting)}); --proxy names one`);
  return proxies;
}

function fromEnvFile(): string | null {
  const path = process.env['GOENV'] ?? join(process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'), 'go', 'env');
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return null;
    throw error;
  }
  return /^GOPROXY=(.+)$/m.exec(text)?.[1]?.trim() ?? null;
}

/** Any toolchain image of ours on the engine will do; where there is none yet, a run of the sample makes one. */
async function fromToolchain(): Promise<string | null> {
  const listed = await call('docker', ['image', 'ls', '-q', '--filter', 'label=io.cgoscope.kind=toolchain']);
  const image = listed.stdout.toString('utf8').split('\n')[0]?.trim() ?? '';
  if (listed.code !== 0 || image === '') return null;
  const asked = await call('docker', [
    'run',
    '--rm',
    '--label',
    'io.cgoscope.role=run',
    '--network',
    'none',
    '-e',
    'GOENV=off',
    '-e',
    'HOME=/tmp',
    image,
    'sh',
    '-c',
    'for go in /usr/lib/go-*/bin/go /usr/local/go/bin/go; do [ -x "$go" ] && exec "$go" env GOPROXY; done',
  ]);
  return asked.code === 0 ? asked.stdout.toString('utf8').trim() : null;
}
