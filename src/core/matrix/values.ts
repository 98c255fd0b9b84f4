// The values of the axes: one canonical spelling each, and a sentence for what no axis knows.
import { LIBCS, LINKS, NONE, type Axis } from '../../shared/domain/axes.ts';
import { assertNever } from '../../shared/domain/errors.ts';
import { isKnownLevel, LEVELS_EXPECTED, normalLevel } from './levels.ts';
import { LINUX_GOARCH, normalPlatform } from './platforms.ts';
import { nearest } from './suggest.ts';

export type AxisValue = { ok: true; value: string } | { ok: false; expected: string; suggestion: string | null };

const MAX_LENGTH = 400;
const CGO: Record<string, string> = { '0': '0', off: '0', false: '0', no: '0', '1': '1', on: '1', true: '1', yes: '1' };

/** What stays open until a world is known. */
export const NATIVE = 'native';
export const AUTO = 'auto';

const HOST = String.raw`(?:localhost|[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)+|[a-zA-Z0-9-]+(?=:))(?::\d{1,5})?/`;
const COMPONENT = String.raw`[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*`;
const REFERENCE = new RegExp(String.raw`^(?:${HOST})?${COMPONENT}(?:/${COMPONENT})*(?::\w[\w.-]{0,127})?(?:@[a-z0-9]+:[0-9a-fA-F]{32,})?$`);

/** Is the text an image reference to an engine? One that is not is answered with 400 whatever is asked of it. */
export const isImageReference = (text: string): boolean => text.length <= MAX_LENGTH && REFERENCE.test(text);

/** The canonical spelling of a value as the user wrote it, without knowledge of project or engine (`native` and `auto` stay as they are). */
export function axisValue(axis: Axis, text: string): AxisValue {
  const value = text.trim();
  const no = (expected: string, candidates: readonly string[] = []): AxisValue => ({ ok: false, expected, suggestion: nearest(value, candidates) });
  if (value.length > MAX_LENGTH) return no(`at most ${MAX_LENGTH} characters`);

  if (/[\u0000-\u001f\u007f]/.test(value)) return no('text without control characters');
  switch (axis) {
    case 'package':
      return value === '' || value.startsWith('-') || value.includes('\\') ? no('a folder such as ./cmd/server, or an import path') : { ok: true, value };
    case 'cgo': {
      const cgo = CGO[value.toLowerCase()];
      return cgo ? { ok: true, value: cgo } : no('0 or 1');
    }
    case 'platform': {
      if (value === NATIVE) return { ok: true, value };
      const platform = normalPlatform(value);
      return platform.ok ? { ok: true, value: platform.platform } : no(platform.expected, [NATIVE, ...LINUX_GOARCH.flatMap((arch) => [`linux/${arch}`, arch])]);
    }
    case 'libc':
      return (LIBCS as readonly string[]).includes(value) ? { ok: true, value } : no(LIBCS.join(' or '), LIBCS);
    case 'link':
      return (LINKS as readonly string[]).includes(value) ? { ok: true, value } : no(`one of ${LINKS.join(', ')}`, LINKS);
    case 'go': {
      const version = /^(?:go)?(\d{1,3}\.\d{1,3}(?:\.\d{1,3}|(?:rc|beta)\d{1,2})?)$/.exec(value)?.[1];
      return version ? { ok: true, value: version } : no('a Go version such as 1.24');
    }
    case 'tags': {
      if (value === '' || value === NONE || value === 'none') return { ok: true, value: NONE };
      const tags = value.split(/[,+\s]+/).filter((tag) => tag !== '');
      return tags.every((tag) => /^[\p{L}\p{N}_.]+$/u.test(tag)) ? { ok: true, value: [...new Set(tags)].sort().join(',') } : no('build tags such as netgo or netgo,osusergo');
    }
    case 'base':
      if (value === AUTO) return { ok: true, value };
      return isImageReference(value) ? { ok: true, value } : no('auto, the name of a run image, or an image reference');
    case 'level': {
      if (value === '' || value === NONE || value === 'none' || value === 'default') return { ok: true, value: NONE };
      const level = normalLevel(value);
      // 8.2 is what people write for v8.2; Go refuses it (facts/claims.md C18).
      return isKnownLevel(level) ? { ok: true, value: level } : { ok: false, expected: LEVELS_EXPECTED, suggestion: isKnownLevel(`v${level}`) ? `v${level}` : null };
    }
    default:
      return assertNever(axis);
  }
}

/** A value in a condition: as {@link axisValue}, and `-` where an axis can mean nothing. */
export function conditionValue(axis: Axis, text: string): AxisValue {
  if (text.trim() === NONE && (axis === 'libc' || axis === 'link')) return { ok: true, value: NONE };
  return axisValue(axis, text);
}

/** `"glbc" is not a value of libc; did you mean glibc? expected glibc or musl` */
export const refusal = (axis: Axis, shown: string, problem: { expected: string; suggestion: string | null }): string =>
  `${shown} is not a value of ${axis};${problem.suggestion === null ? '' : ` did you mean ${problem.suggestion}?`} expected ${problem.expected}`;
