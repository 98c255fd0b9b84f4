// Machine, class, byte order, ABI and OS: of the binary, of what the image says it is, and of what the image really holds.
import type { Context } from '../context.ts';
import { abiOf, architectureOf, architectureOfPlatform, compatible, platformOf } from '../machine.ts';
import { fail, nothingStarts, ofBuild, ofElf, ofImage, pass, unknown, warn, type Result } from '../result.ts';
import type { ElfBrief, ImageIndex } from '../../image/types.ts';
import type { JudgeInput } from '../types.ts';

export function machine({ input, subject, execution }: Context): Result {
  if (subject === null) return nothingStarts();
  const { image, host } = input;
  const own =
    subject.elf === null
      ? ofImage(`${subject.brief.machine}, ${subject.brief.class} bit`, subject.path)
      : ofElf(input, `e_machine is ${subject.brief.machine}, ${subject.brief.class} bit, ${subject.brief.data}`, 'machine');
  const foreign = foreignSystem(input, subject.elf);
  if (foreign !== null) return fail('arch-mismatch', `built for ${foreign.system}, not for Linux`, foreign.evidence);
  const claimed = image.config.platform;
  if (!claimed.startsWith('linux/')) return fail('arch-mismatch', `the image is for ${claimed}, the binary for Linux`, own, ofImage(`the image's config says ${claimed}`));
  const architecture = architectureOf(subject.brief);
  if (architecture === null) return unknown(`${subject.brief.machine} of ${subject.brief.class} bit, ${subject.brief.data}: no platform of that machine is known`, own);
  const lie = contents(image, architectureOfPlatform(claimed));
  const says = ofImage(`the image's config says ${claimed}`);
  const abi = abiOf(subject.brief);
  const word = `${platformOf(subject.brief)}${abi === null ? '' : ` (${abi})`}`;
  const evidence = [own, says, ...(lie === null ? [] : [ofImage(lie.text, lie.path)])];
  if (architecture !== architectureOfPlatform(claimed)) {
    const text = `${subject.called} is for ${word}, the image for ${claimed}${lie === null ? '' : `, which ${lie.text}`}`;
    // An image has no CPU: it is the host that can, or can't. Without one, the image is taken to run where it says.
    if (host !== null && execution.by !== 'nothing') return warn('arch-mismatch', text, ...evidence);
    if (host === null && compatible(architectureOfPlatform(claimed), architecture)) return warn('arch-mismatch', text, ...evidence);
    if (host === null && lie !== null && lie.architecture === architecture) return warn('arch-mismatch', text, ...evidence);
    return fail('arch-mismatch', text, ...evidence);
  }
  if (lie !== null) return warn('arch-mismatch', `${word}, as the image claims; but ${lie.text}`, ...evidence);
  const arm = tooNewArm(input);
  if (arm !== null) return warn('cpu-baseline', `${word}; ${arm}`, ...evidence);
  return pass(`${word}, as the image`, ...evidence);
}

const SYSTEMS: Readonly<Record<string, string>> = {
  ELFOSABI_FREEBSD: 'FreeBSD',
  ELFOSABI_NETBSD: 'NetBSD',
  ELFOSABI_OPENBSD: 'OpenBSD',
  ELFOSABI_SOLARIS: 'Solaris',
  ELFOSABI_AIX: 'AIX',
  ELFOSABI_HPUX: 'HP-UX',
};

/** Linux's kernel looks at no OS ABI: it starts the file, and the first system call is a wrong one. */
function foreignSystem(input: JudgeInput, elf: JudgeInput['elf'] | null): { system: string; evidence: Result['evidence'][number] } | null {
  if (elf === null) return null;
  const goos = elf.go?.settings['GOOS'];
  if (goos !== undefined && goos !== 'linux' && goos !== 'android') return { system: goos, evidence: ofBuild(`build info: GOOS=${goos}`) };
  const system = SYSTEMS[elf.osabi ?? ''];
  if (system !== undefined) return { system, evidence: ofElf(input, `EI_OSABI is ${elf.osabi}`, 'osabi') };
  for (const { name, type } of elf.notes)
    if (type === 1 && ['FreeBSD', 'NetBSD', 'OpenBSD', 'DragonFly'].includes(name)) return { system: name, evidence: ofElf(input, `a note of ${name}`) };
  return null;
}

/** ELF files that are looked at for one of the claimed machine; an image with more of another is left to its audit. */
const MAX_LOOKED = 2_000;

/** What the image holds where it is none of what it claims: not a single ELF file of the claimed machine, and some of another. */
function contents(image: ImageIndex, claimed: string): { architecture: string; text: string; path: string } | null {
  let other: { path: string; brief: ElfBrief } | null = null;
  let looked = 0;
  for (const [path, brief] of image.elves()) {
    if (++looked > MAX_LOOKED) return null;
    const architecture = architectureOf(brief);
    if (architecture === null) continue;
    if (architecture === claimed || compatible(claimed, architecture)) return null;
    other ??= { path, brief };
  }
  if (other === null) return null;
  const architecture = architectureOf(other.brief) ?? '';
  return { architecture, text: `holds programs of ${platformOf(other.brief)} and none of linux/${claimed}`, path: other.path };
}

/** GOARM against the variant of the platform: arm/v6 has no instructions of v7. */
function tooNewArm({ elf, image }: JudgeInput): string | null {
  const goarm = Number(/^\d/.exec(elf.go?.settings['GOARM'] ?? '')?.[0] ?? 0);
  const variant = Number(/^linux\/arm\/v(\d)$/.exec(image.config.platform)?.[1] ?? 0);
  return elf.machine === 'EM_ARM' && goarm > 0 && variant > 0 && goarm > variant ? `built for GOARM=${goarm}, and the image is for arm/v${variant}` : null;
}
