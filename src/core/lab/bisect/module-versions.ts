// Which versions of a module exist: asked of the module proxies that a build of this project would ask (go.dev/ref/mod#goproxy-protocol).
import { errorText } from '../../../shared/domain/errors.ts';

const ANSWER_MS = 20_000;
const MAX_BYTES = 4_000_000;
const DEFAULT = 'https://proxy.golang.org';

/** `!` before a lower-case letter stands for the upper-case one, so that paths differ on file systems that ignore case. */
export const escapedPath = (module: string): string => module.replace(/[A-Z]/g, (letter) => `!${letter.toLowerCase()}`);

interface Version {
  numbers: [number, number, number];
  pre: string[];
}
function parse(version: string): Version | null {
  const match = /^v(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/.exec(version);
  return match ? { numbers: [Number(match[1]), Number(match[2]), Number(match[3])], pre: match[4]?.split('.') ?? [] } : null;
}

/** The order of semver.org 11; what is no version comes first. */
export function compareModuleVersions(a: string, b: string): number {
  const [left, right] = [parse(a), parse(b)];
  if (left === null || right === null) return Number(left !== null) - Number(right !== null);
  for (const at of [0, 1, 2] as const) if (left.numbers[at] !== right.numbers[at]) return left.numbers[at] - right.numbers[at];
  if (left.pre.length === 0 || right.pre.length === 0) return right.pre.length - left.pre.length;
  for (let at = 0; at < Math.max(left.pre.length, right.pre.length); at += 1) {
    const [one, other] = [left.pre[at], right.pre[at]];
    if (one === undefined || other === undefined) return one === undefined ? -1 : 1;
    if (one === other) continue;
    const numeric = [/^\d+$/.test(one), /^\d+$/.test(other)];
    if (numeric[0] === true && numeric[1] === true) return Number(one) - Number(other);
    if (numeric[0] !== numeric[1]) return numeric[0] === true ? -1 : 1;
    return one < other ? -1 : 1;
  }
  return 0;
}

/** Released versions strictly between two, in order from the first to the second (which may be the older one). */
export function versionsBetween(all: readonly string[], from: string, to: string): string[] {
  const [low, high] = compareModuleVersions(from, to) <= 0 ? [from, to] : [to, from];
  const between = [...new Set(all)]
    .filter((version) => parse(version)?.pre.length === 0 && compareModuleVersions(version, low) > 0 && compareModuleVersions(version, high) < 0)
    .sort(compareModuleVersions);
  return low === from ? between : between.reverse();
}

/** Settings of Go, as its environment has them. */
export interface ProxySettings {
  GOPROXY?: string | undefined;
  GOPRIVATE?: string | undefined;
  GONOPROXY?: string | undefined;
}

/** Whether the globs of GONOPROXY or GOPRIVATE hold a module: each is matched with as many leading elements of the path as it has (`go help private`). */
export function isPrivate(module: string, { GOPRIVATE, GONOPROXY }: ProxySettings): boolean {
  const elements = module.split('/');
  return (GONOPROXY ?? GOPRIVATE ?? '').split(',').some((each) => {
    const globs = each.trim().replace(/\/+$/, '').split('/');
    return globs[0] !== '' && globs.length <= elements.length && globs.every((glob, at) => compileGlob(glob).test(elements[at] ?? ''));
  });
}

/** path.Match of Go, for one element. */
const compileGlob = (glob: string): RegExp =>
  new RegExp(`^${glob.replace(/\*+|\?|[.+^${}()|[\]\\]/g, (sign) => (sign.startsWith('*') ? '.*' : sign === '?' ? '.' : `\\${sign}`))}$`);

/**
 * The list of a module's versions. Answers the reason where none of its proxies has one (`direct` asks a repository, which is left to Go itself), and where
 * no proxy may hear of the module.
 */
export async function moduleVersions(module: string, settings: ProxySettings, signal: AbortSignal): Promise<{ versions: string[] } | { reason: string }> {
  if (isPrivate(module, settings)) return { reason: 'GOPRIVATE or GONOPROXY keeps it from proxies' };
  const reasons: string[] = [];
  for (const proxy of (settings.GOPROXY || DEFAULT).split(/[,|]/).map((each) => each.trim())) {
    if (proxy === 'off') break;
    if (!/^https?:\/\//.test(proxy)) continue;
    try {
      const url = new URL(`${proxy.replace(/\/$/, '')}/${escapedPath(module)}/@v/list`);
      const headers: Record<string, string> = {};
      // fetch refuses an address with a user in it.
      if (url.username !== '') headers['authorization'] = `Basic ${Buffer.from(`${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`).toString('base64')}`;
      url.username = '';
      url.password = '';
      const answer = await fetch(url, { headers, signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]) });
      if (!answer.ok) reasons.push(`${url.host} answers ${answer.status}`);
      else {
        const text = await textOf(answer);
        if (text === null) reasons.push(`${url.host} answers with more than ${MAX_BYTES} bytes`);
        else return { versions: text.split('\n').flatMap((line) => line.trim().split(/\s+/)[0] || []) };
      }
    } catch (error) {
      reasons.push(errorText(error).replace(/:\/\/[^/@\s]+@/g, '://'));
    }
  }
  return { reason: reasons.length === 0 ? 'GOPROXY names no proxy' : reasons.join('; ') };
}

/** The body, read no further than {@link MAX_BYTES}; null where there is more. */
async function textOf({ body }: Response): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop cancels the rest.
  // Bytes, says the Fetch standard; Node's types leave it open.
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array> | never[]) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
