// Names that `toolchain build` takes: what people see in `toolchain list`, without the hash.
import { assertNever, InputError } from '../../shared/domain/errors.ts';
import type { WorkOptions } from './debian/source.ts';
import { KNOWN_ARCHES } from './platforms.ts';
import { isRunImageName, RUN_IMAGE_NAMES } from './run-images.ts';
import type { ToolchainNeed, ToolchainRoom } from './types.ts';

export type Named = { kind: 'toolchain'; need: ToolchainNeed } | { kind: 'run-image'; base: string; platform: string } | { kind: 'tracer' } | { kind: 'helper' };

/**
 * `go-1.24` (Go alone) · `go-1.24-c` (with native compilers for both libcs) · `go-1.24-c-arm64` (with the cross compiler) ·
 * `run-glibc-arm64` · `tracer` · `helper`; architectures by Debian's names. Throws InputError with what there is.
 */
export function parseName(name: string, native: string): Named {
  if (name === 'tracer' || name === 'helper') return { kind: name };
  const platformOf = (debian: string): string | null => KNOWN_ARCHES.find((arch) => arch.debian === debian)?.platform ?? null;
  const go = /^go-(\d+\.\d+)(-c(?:-([a-z0-9]+))?)?$/.exec(name);
  if (go) {
    const platform = go[3] === undefined ? native : platformOf(go[3]);
    if (platform !== null) return { kind: 'toolchain', need: { go: go[1] ?? '', platform, libc: go[2] === undefined ? null : 'glibc', packages: [] } };
  }
  const image = /^run-([a-z-]+?)(?:-([a-z0-9]+))?$/.exec(name);
  for (const [base, debian] of image ? [[name.slice(4), undefined] as const, [name.slice(4, name.lastIndexOf('-')), name.slice(name.lastIndexOf('-') + 1)] as const] : []) {
    const platform = debian === undefined ? native : platformOf(debian);
    if (isRunImageName(base) && platform !== null) return { kind: 'run-image', base, platform };
  }
  const expected = `go-VERSION, go-VERSION-c, go-VERSION-c-ARCH, ${RUN_IMAGE_NAMES.map((base) => `run-${base}[-ARCH]`).join(', ')}, tracer or helper`;
  throw new InputError(`"${name}" names no toolchain and no run image; expected ${expected}`, { input: name, expected });
}

/** Makes or pulls one by its name. Rejects like the room's own procedures. */
export async function ensureByName(room: ToolchainRoom, native: string, name: string, work: WorkOptions): Promise<void> {
  const named = parseName(name, native);
  switch (named.kind) {
    case 'toolchain':
      await room.ensure(named.need, work);
      return;
    case 'run-image':
      await room.ensureRunImage(named.base, named.platform, work);
      return;
    case 'tracer':
      await room.ensureTracer(work);
      return;
    case 'helper':
      await room.ensureHelper(work);
      return;
    default:
      assertNever(named);
  }
}
