// Builds resources/gofacts with the Go of a toolchain image, once per text of the program: a static binary that runs on this machine.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './cgoscope.ts';
import { goImage, inImage } from './toolchain-image.ts';

/** The program's path; null where no toolchain was made on this machine's daemon yet. */
export async function gofacts(cache: string): Promise<string | null> {
  const folder = join(ROOT, 'resources', 'gofacts');
  const files = Object.fromEntries(['go.mod', 'main.go'].map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
  const path = join(cache, `gofacts-${createHash('sha256').update(JSON.stringify(files)).digest('hex').slice(0, 12)}`);
  if (existsSync(path)) return path;
  const image = await goImage(false);
  if (image === null) return null;
  const bytes = await inImage(image, files, 'go build -trimpath -buildvcs=false -o out . && cat out', { CGO_ENABLED: '0' });
  mkdirSync(cache, { recursive: true });
  writeFileSync(path, bytes, { mode: 0o755 });
  return path;
}
