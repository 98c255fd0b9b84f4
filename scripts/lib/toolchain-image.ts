// The Go toolchain images that the workbench made on this machine's daemon, for scripts that need a Go: never one of the host.
import { spawn } from 'node:child_process';
import { pack } from 'tar-stream';
import { call } from './cgoscope.ts';

/** An image with a Go of the daemon's own platform (`cgo`: and a C compiler), by the label that the toolchain room puts on it; null where none was made yet. */
export async function goImage(cgo: boolean): Promise<string | null> {
  const listed = await call('docker', ['images', '--filter', 'label=io.cgoscope.role=toolchain', '--format', '{{.Repository}}:{{.Tag}}']);
  if (listed.code !== 0) return null;
  const names = listed.stdout.toString('utf8').split('\n');
  return names.find((name) => (cgo ? /^cgoscope\/go-[\d.]+-c:/ : /^cgoscope\/go-[\d.]+:/).test(name)) ?? null;
}

/** Runs a shell script in a throw-away container without network; the tar given is unpacked into /w, where it starts, and its stdout is handed back as bytes. */
export async function inImage(image: string, files: Record<string, string>, script: string, env: Record<string, string> = {}): Promise<Buffer> {
  const child = spawn(
    'docker',
    ['run', '--rm', '-i', '--network', 'none', '--label', 'io.cgoscope.role=run', ...Object.entries(env).flatMap(([name, value]) => ['-e', `${name}=${value}`])].concat([
      image,
      'sh',
      '-c',
      `mkdir /w && cd /w && tar -xf - && { ${script}; }`,
    ]),
    { stdio: ['pipe', 'pipe', 'pipe'] },
  );
  const chunks: Buffer[] = [];
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr = (stderr + text).slice(-4000)));
  child.stdin.on('error', () => undefined); // it ended before it read all: its exit code says why
  const archive = pack();
  for (const [name, text] of Object.entries(files)) archive.entry({ name }, text);
  archive.finalize();
  archive.pipe(child.stdin);
  const code = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exit) => resolve(exit ?? 128));
  });
  if (code !== 0) throw new Error(`in ${image}: ${stderr.trim().split('\n').slice(-8).join('\n')}`);
  return Buffer.concat(chunks);
}
