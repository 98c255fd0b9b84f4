// The image can't be pulled: its name, the credentials, a limit, the network to its registry.
import { byHand } from '../../fixes.ts';
import type { DraftFix, Rule } from '../../types.ts';
import { drafted, linesOf, ran, said, see } from './known.ts';
import { CERTIFICATE, NO_PLATFORM, PULL_FAILED, REFUSED, UNREACHED } from './signals.ts';

type Why = 'limit' | 'credentials' | 'name' | 'network' | 'unknown';

export const imageDenied: Rule = {
  id: 'image-denied',
  cause: 'image-denied',
  needs: 'what the registry answered: 401 and 403, 404, 429, or nothing',
  contradictedBy: 'an x509 error at the pull (see ca-roots-proxy); a module proxy or a git host that refused',
  signals: [REFUSED, UNREACHED, PULL_FAILED, NO_PLATFORM],
  find(seen) {
    if (ran(seen)) return null;
    const refused = said(seen, REFUSED).filter(({ text }) => !CERTIFICATE.test(text) && !OTHER.test(text) && !NO_PLATFORM.pattern.test(text));
    const unreached = said(seen, UNREACHED).filter(({ text }) => !CERTIFICATE.test(text) && !OTHER.test(text));
    const failed = said(seen, PULL_FAILED).filter(({ text }) => !CERTIFICATE.test(text) && !NO_PLATFORM.pattern.test(text));
    const all = [...refused, ...unreached];
    if (all.length === 0 && (failed.length === 0 || said(seen, NO_PLATFORM).length > 0 || said(seen, PULL_FAILED).some(({ text }) => CERTIFICATE.test(text)))) return null;
    const words = all.map(({ text }) => text).join('\n');
    const why: Why = /toomanyrequests|rate limit|429/i.test(words)
      ? 'limit'
      : /manifest unknown|manifest_unknown|name unknown|name_unknown|manifest for \S+ not found|invalid reference|parse reference|: not found/i.test(words)
        ? 'name'
        : refused.length > 0
          ? 'credentials'
          : unreached.length > 0
            ? 'network'
            : 'unknown';
    // Docker's daemon, a registry or a kubelet that is named makes it sure; a bare `denied:` may be of anything.
    const clear =
      /pull access|docker login|requested access to the resource|toomanyrequests|pull rate limit|manifest (?:unknown|for)|manifest_unknown|name[ _]unknown|\/v2\/|docker\.io|gcr\.io|quay\.io|registry|ecr|image|failed to (?:authorize|resolve)|reference format|getting credentials/i.test(
        words,
      );
    const named =
      /(?:pull access denied for|manifest for|pull(?:ing)? image|resolve reference|metadata for|reading manifest \S+ in) ["'\\]{0,2}([^\s"',\\]{1,300})/i.exec(words)?.[1] ?? null;
    const next = why === 'unknown' ? 'Why it was refused: kubectl describe pod POD (Events), or docker pull IMAGE on the node' : null;
    return drafted({
      title: title(why, named),
      confidence: why === 'unknown' ? 0.75 : why === 'network' ? 0.88 : clear ? 0.95 : 0.7,
      evidence: [...linesOf(all), ...linesOf(failed, all.length === 0 ? 3 : 1)],
      fixes: fixesFor(why),
      see: see('image-denied', 'https://distribution.github.io/distribution/spec/api/#errors-2'),
      next,
    });
  },
};

/** What other hosts refuse in the same words: modules, git, packages, a push. */
const OTHER = /proxy\.golang\.org|sum\.golang\.org|goproxy|\bgit\b.{0,40}(?:denied|fatal)|publickey|\.deb\b|apt(?:-get)?\b|npm|pip |push(?:ing|ed)? /i;

const title = (why: Why, image: string | null): string => {
  const what = image === null ? 'The image' : `The image ${image}`;
  switch (why) {
    case 'limit':
      return `${what} can't be pulled: the registry's limit of pulls is reached`;
    case 'name':
      return `${what} can't be pulled: the registry has no image of that name or tag`;
    case 'credentials':
      return `${what} can't be pulled: the name is wrong, or the registry wants other credentials`;
    case 'network':
      return `${what} can't be pulled: its registry is not reached`;
    case 'unknown':
      return `${what} can't be pulled`;
  }
};

function fixesFor(why: Why): DraftFix[] {
  const login = byHand('login', 'Log in to the registry', [
    'docker login REGISTRY (podman login); in Kubernetes an imagePullSecret of the namespace; in CI a token that may read packages',
    'docker logout first, where an expired token is sent',
  ]);
  const name = byHand('image-name', 'Correct the name of the image', [
    'REGISTRY/NAMESPACE/NAME:TAG, in small letters; without a registry it is Docker Hub',
    'a name of a stage (FROM build) that is misspelt is taken for an image',
  ]);
  const limit = byHand('pull-limit', 'Pull with an account, or through a mirror', [
    'docker login raises the limit of Docker Hub; a pull-through cache (registry-mirrors) spares it',
  ]);
  const network = byHand('registry-network', 'Let the daemon reach the registry', [
    'the daemon has a proxy and name servers of its own: systemctl show docker --property Environment; docker info | grep -i proxy',
    'a registry without TLS: insecure-registries',
  ]);
  switch (why) {
    case 'limit':
      return [limit, login];
    case 'name':
      return [name, login];
    case 'network':
      return [network];
    case 'credentials':
    case 'unknown':
      return [login, name];
  }
}
