// A whole image of the user's as a subject: its service under a broken resolver. It needs a container and a network of its own for each sample.
import type { DnsSubject } from '../../../../shared/domain/dns.ts';
import { InputError } from '../../../../shared/domain/errors.ts';

export type ImageSubject = Extract<DnsSubject, { kind: 'image' }>;

/** The one place that says whether an image can be measured; throws InputError where it can't. */
export function checkImageSubject({ image }: ImageSubject): void {
  throw new InputError(`the image ${image} can't be measured yet: the lab measures programs`, {
    input: image,
    expected: 'a subject of the lab (go, c-glibc, …) or the path of a program',
  });
}
