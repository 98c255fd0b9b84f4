// The oldest kernel that the C library was built for (NT_GNU_ABI_TAG), and that Go's own release notes ask for.
import type { Context } from '../context.ts';
import { compareVersions, fail, notNeeded, nothingStarts, ofBuild, ofElf, ofHost, ofImage, pass, unknown, type Result } from '../result.ts';

/** Minimum kernels by Go's release notes: 1.24 asks for 3.2, before it 2.6.32. */
function goKernel(version: string): string {
  const minor = Number(/^go1\.(\d+)/.exec(version)?.[1] ?? 0);
  return minor >= 24 ? '3.2' : minor >= 18 ? '2.6.32' : '2.6.23';
}

export function kernel({ input, subject, loader, resolution }: Context): Result {
  if (subject === null) return nothingStarts();
  const { host } = input;
  const asks: { version: string; evidence: Result['evidence'][number] }[] = [];
  if (subject.brief.abiKernel !== null) asks.push({ version: subject.brief.abiKernel, evidence: ofElf(input, `NT_GNU_ABI_TAG: Linux ${subject.brief.abiKernel}`) });
  if (subject.brief.goVersion !== null)
    asks.push({ version: goKernel(subject.brief.goVersion), evidence: ofBuild(`${subject.brief.goVersion} runs on Linux ${goKernel(subject.brief.goVersion)} and newer`) });
  if (loader.is === 'found' && loader.brief.abiKernel !== null)
    asks.push({ version: loader.brief.abiKernel, evidence: ofImage(`NT_GNU_ABI_TAG: Linux ${loader.brief.abiKernel}`, loader.path) });
  for (const { brief, real } of resolution?.loaded.slice(1) ?? [])
    if (brief.abiKernel !== null) asks.push({ version: brief.abiKernel, evidence: ofImage(`NT_GNU_ABI_TAG: Linux ${brief.abiKernel}`, real) });
  const highest = asks.sort((a, b) => compareVersions(b.version, a.version))[0];
  if (highest === undefined) return notNeeded('nothing asks for a kernel');
  if (host === null) return unknown(`needs Linux ${highest.version}; the host's kernel is not known`, highest.evidence);
  const has = ofHost(`the host's kernel is ${host.kernel}`);
  return compareVersions(host.kernel, highest.version) < 0
    ? fail('kernel-too-old', `needs Linux ${highest.version}, the host has ${host.kernel}`, highest.evidence, has)
    : pass(`needs Linux ${highest.version}, the host has ${host.kernel}`, highest.evidence, has);
}
