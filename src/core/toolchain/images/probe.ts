// What an image can do as a toolchain: asked of the image itself, once per image id, with one fixed script.
import { z } from 'zod';
import { UnsupportedError } from '../../../shared/domain/errors.ts';
import type { Engine } from '../../engine/types.ts';
import type { LearntFacts } from '../facts.ts';
import { runOnce } from '../once.ts';
import { KNOWN_ARCHES } from '../platforms.ts';

const probedSchema = z.object({
  goVersion: z.string(),
  goroot: z.string(),
  /** `ID` and `ID_LIKE` of os-release in one: `debian`, `alpine`, `ubuntu debian`. */
  distribution: z.string(),
  /** Commands in its PATH, of those that were asked for. */
  has: z.array(z.string()),
  path: z.string(),
});
export type Probed = z.infer<typeof probedSchema>;

const COMMANDS = [
  'cat',
  'tar',
  'apt-get',
  'apk',
  'gcc',
  'g++',
  'musl-gcc',
  'pkg-config',
  ...KNOWN_ARCHES.flatMap((arch) => [`${arch.cross}-gcc`, ...(arch.musl === null ? [] : [`${arch.musl}-gcc`])]),
];

const SCRIPT = `
go=$(command -v go || echo /usr/local/go/bin/go)
echo "version=$("$go" version 2>&1)"
echo "goroot=$("$go" env GOROOT 2>/dev/null)"
ID=; ID_LIKE=
if [ -r /etc/os-release ]; then . /etc/os-release; fi
echo "distribution=$ID $ID_LIKE"
echo "path=$PATH"
for name in "$@"; do if command -v "$name" >/dev/null 2>&1; then echo "has=$name"; fi; done
`;

/** Rejects with UnsupportedError where the image has no shell or no Go. */
export async function probeImage(engine: Engine, facts: LearntFacts, image: string, id: string, signal: AbortSignal): Promise<Probed> {
  const key = `toolchain in ${id}`;
  const known = await facts.get(key);
  if (known !== null) {
    const parsed = probedSchema.safeParse(JSON.parse(known));
    if (parsed.success) return parsed.data;
  }
  let stdout: string;
  try {
    const result = await runOnce(engine, { image, argv: ['/bin/sh', '-c', SCRIPT, 'sh', ...COMMANDS], env: { GOTOOLCHAIN: 'local' } }, signal);
    stdout = result.stdout;
  } catch (error) {
    if (error instanceof Error && error.name === 'StartFailedError') throw new UnsupportedError(`the image ${image} can't be a toolchain: it has no shell (${error.message})`);
    throw error;
  }
  const lines = stdout.split('\n').map((line) => line.split('='));
  const value = (name: string): string =>
    lines
      .find(([key]) => key === name)
      ?.slice(1)
      .join('=')
      .trim() ?? '';
  const goVersion = /^go version (\S+)/.exec(value('version'))?.[1];
  if (goVersion === undefined)
    throw new UnsupportedError(`the image ${image} can't be a toolchain: it has no go command that works (${value('version').slice(0, 200) || 'no answer'})`);
  const probed: Probed = {
    goVersion,
    goroot: value('goroot'),
    distribution: value('distribution'),
    has: lines.filter(([key]) => key === 'has').map(([, name]) => name ?? ''),
    path: value('path'),
  };
  await facts.set(key, JSON.stringify(probed));
  return probed;
}

export const isAlpine = (probed: Probed): boolean => /\balpine\b/.test(probed.distribution);
export const isDebianLike = (probed: Probed): boolean => /\b(debian|ubuntu)\b/.test(probed.distribution);
