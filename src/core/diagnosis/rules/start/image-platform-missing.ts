// The image exists, and not for the platform asked for.
import { byHand, forPlatform } from '../../fixes.ts';
import { fact } from '../../evidence.ts';
import type { Case, DraftFix, Rule } from '../../types.ts';
import { architecture, drafted, linesOf, ran, said, see, type Said } from './known.ts';
import { NO_PLATFORM } from './signals.ts';

export const imagePlatformMissing: Rule = {
  id: 'image-platform-missing',
  cause: 'image-platform-missing',
  needs: 'the platforms of the image at the registry, or of the local image, beside the one asked for',
  contradictedBy: 'a warning alone: the image of another platform was taken, and it runs emulated',
  signals: [NO_PLATFORM],
  find(seen) {
    if (ran(seen)) return null;
    const all = said(seen, NO_PLATFORM);
    if (all.length === 0) return null;
    const wanted = all.map(platformOf).find((each) => each !== null) ?? null;
    return drafted({
      title: `The image has no variant for ${wanted ?? 'the platform asked for'}`,
      confidence: 0.96,
      evidence: [...linesOf(all), ...fact(seen, 'image', 'platform'), ...fact(seen, 'host', 'arch')],
      fixes: fixesFor(seen, all),
      see: see('image-platform-missing', 'https://docs.docker.com/build/building/multi-platform/'),
      next: 'Which platforms there are: docker buildx imagetools inspect IMAGE (or: docker manifest inspect IMAGE)',
    });
  },
};

/** The platform asked for, as the message has it. */
function platformOf({ text, match }: Said): string | null {
  const told = match.slice(1).find((group) => group !== undefined);
  if (told !== undefined) return told.replace(/[,;."'\\]+$/, '');
  return /(?:wanted |specified platform[^\n]{0,10}\()(\w+\/[\w/]+)/i.exec(text)?.[1] ?? null;
}

function fixesFor(seen: Case, all: readonly Said[]): DraftFix[] {
  const there = all.map(({ text }) => /(?:actual: |its platform \(|platform is )(\w+\/\w+)/i.exec(text)?.[1]).find((each) => each !== undefined) ?? seen.facts.image?.platform;
  const arch = architecture(there);
  return [
    ...(arch === null ? [] : [forPlatform(`linux/${arch}`)]),
    byHand('other-platform', 'Take the platform that the image has, emulated', [
      'docker run --platform linux/amd64 IMAGE (or DOCKER_DEFAULT_PLATFORM); it wants an emulator on the host, and is slower',
    ]),
    byHand('other-image', 'Take an image, or a tag of it, that has the platform', [
      'newer tags mostly have linux/arm64; docker buildx imagetools inspect IMAGE lists them',
      'your own: docker buildx build --platform linux/amd64,linux/arm64 --push .',
    ]),
  ];
}
