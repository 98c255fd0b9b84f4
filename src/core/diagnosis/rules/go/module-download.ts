// A module can't be fetched, authorised or verified.
import { byHand, change } from '../../fixes.ts';
import type { DraftFix, Hit, Rule, Signal } from '../../types.ts';
import { stdSince } from './packages.ts';
import { doc, evidenceOf } from './signals.ts';

type Why = 'auth' | 'sum' | 'go-sum' | 'not-found' | 'network' | 'proxy' | 'git' | 'x509' | 'archive' | 'vendor' | 'refused';

interface Wording {
  why: Why;
  signal: Signal;
  sure: number;
}

/** Words of a network are anybody's: here they must stand with something of the go command. */
const GO_DOWNLOAD = String.raw`(?:\/@v\/|\/@latest|proxy\.golang\.org|sum\.golang\.org|goproxy|\?go-get=1|go: |go get|go mod|unrecognized import path|https fetch|module lookup|verifying (?:module|\S+@)|go\.mod|golang\.org\/toolchain)`;
const both = (a: string, b: string): string => `${a}.{0,500}(?:${b})|(?:${b}).{0,500}${a}`;

const WORDINGS: readonly Wording[] = [
  {
    why: 'auth',
    sure: 0.93,
    signal: {
      id: 'module-auth',
      keywords: [
        'could not read Username',
        'could not read Password',
        'terminal prompts disabled',
        'Permission denied (publickey',
        'Host key verification failed',
        'Authentication failed for',
        'Repository not found',
        'HTTP Basic: Access denied',
        'Invalid username or password',
        'could not be found or you',
        'repository does not exist',
        'Support for password authentication',
      ],
      pattern:
        /could not read (?:Username|Password) for|terminal prompts disabled|Permission denied \(publickey|Host key verification failed|Authentication failed for|Repository not found|HTTP Basic: Access denied|Invalid username or password|could not be found or you don't have permission|repository does not exist|Support for password authentication was removed/i,
    },
  },
  {
    why: 'sum',
    sure: 0.95,
    signal: {
      id: 'module-sum',
      keywords: ['checksum mismatch', 'SECURITY ERROR', 'does NOT match', 'checksum database', 'sum.golang.org'],
      pattern:
        /verifying .{0,400}(?:checksum mismatch|: 4\d\d |: invalid)|(?:go\.sum|module|@v?\d\S*): checksum mismatch|SECURITY ERROR|This download does NOT match|(?:reading|Get) "?https?:\/\/sum\.golang\.(?:org|google\.cn)\/\S+"?: (?:\d{3} |dial)|checksum database (?:disabled|is not)/i,
    },
  },
  {
    why: 'go-sum',
    sure: 0.93,
    signal: {
      id: 'module-go-sum',
      keywords: ['missing go.sum entry', 'no go.sum entry', 'updates to go.', 'go.sum is out of date', 'go mod tidy'],
      pattern: /(?:missing|no) go\.sum entry|updates to go\.(?:sum|mod) needed|go\.sum is out of date|updating go\.(?:mod|sum) (?:is )?(?:disabled|needed)/i,
    },
  },
  {
    why: 'not-found',
    sure: 0.85,
    signal: {
      id: 'module-not-found',
      keywords: [
        'provides package',
        'providing package',
        'unknown revision',
        'no matching versions',
        'unrecognized import path',
        'does not contain package',
        'cannot find package',
        'module declares its path',
        'go-import meta',
        'invalid version',
        'cannot find module',
        'missing dot in first path',
        'reading https',
        '404 Not Found',
        '410 Gone',
        'no secure protocol',
        'malformed module path',
        'replacement directory',
        'no go-import',
      ],
      pattern: new RegExp(
        [
          String.raw`no required module provides package`,
          String.raw`cannot find module (?:providing|for path)`,
          String.raw`(?:cannot|can't) find package "?[\w-]+\.[\w.-]+\/`,
          String.raw`unknown revision`,
          String.raw`no matching versions for query`,
          String.raw`unrecognized import path`,
          String.raw`but does not contain package`,
          String.raw`module declares its path as`,
          String.raw`no go-import meta tags`,
          String.raw`@v?[\w.+-]+: invalid version`,
          String.raw`malformed module path "[^"]+"`,
          String.raw`no secure protocol found for repository`,
          String.raw`replacement directory \S+ does not exist`,
          String.raw`reading https?:\/\/\S+?: (?:404 Not Found|410 Gone)`,
          both(GO_DOWNLOAD, String.raw`: (?:404 Not Found|410 Gone)`),
        ].join('|'),
        'i',
      ),
    },
  },
  {
    why: 'refused',
    sure: 0.88,
    signal: {
      id: 'module-refused',
      keywords: ['reading https', 'reading http', '401 Unauthorized', '403 Forbidden', '407 Proxy', '429 Too Many', '500 Internal', '502 Bad', '503 Service', '504 Gateway'],
      pattern: new RegExp(
        `reading https?:\\/\\/\\S+?: (?:unexpected status[^:]*: )?(?:401|403|407|429|5\\d\\d) |${both(GO_DOWNLOAD, String.raw`: (?:unexpected status[^:]*: )?(?:401 Unauthorized|403 Forbidden|407 Proxy|429 Too|50[0-4] [A-Z])`)}`,
        'i',
      ),
    },
  },
  {
    why: 'network',
    sure: 0.9,
    signal: {
      id: 'module-network',
      keywords: [
        'no such host',
        'i/o timeout',
        'connection refused',
        'network is unreachable',
        'no route to host',
        'server misbehaving',
        'TLS handshake timeout',
        'connection reset',
        'Client.Timeout',
        'context deadline exceeded',
        'unexpected EOF',
        'temporary failure in name',
        'Could not resolve host',
        'unable to access',
        'Failed to connect to',
        'name resolution',
        'operation timed out',
        'INTERNAL_ERROR',
        'forcibly closed',
        'did not properly respond',
        'Connection timed out',
        'no address associated',
      ],
      pattern: new RegExp(
        `${both(GO_DOWNLOAD, String.raw`no such host|i\/o timeout|connection refused|network is unreachable|no route to host|server misbehaving|TLS handshake timeout|connection reset by peer|Client\.Timeout|context deadline exceeded|unexpected EOF|name resolution|operation timed out|INTERNAL_ERROR|forcibly closed|did not properly respond|no address associated`)}|fatal: unable to access 'https?:\\/\\/\\S+?'?: (?:Could not resolve host|Failed to connect|Connection timed out|OpenSSL|gnutls|Recv failure)`,
        'i',
      ),
    },
  },
  {
    why: 'proxy',
    sure: 0.92,
    signal: {
      id: 'module-proxy-off',
      keywords: ['GOPROXY', 'lookup disabled', 'proxyconnect tcp', 'GONOSUMDB', 'GOVCS disallows'],
      pattern:
        /module lookup disabled by (?:GOPROXY=off|-mod=\w+|GONOPROXY)|import lookup disabled by -mod=|GOPROXY list is (?:not the empty|empty)|invalid proxy URL|proxyconnect tcp: |GOVCS disallows/i,
    },
  },
  {
    why: 'git',
    sure: 0.85,
    signal: {
      id: 'module-git',
      keywords: ['ls-remote', 'git fetch', 'missing Git command', 'missing Mercurial', 'missing Bazaar', 'git clone', '"git": executable', 'git init', 'dubious ownership'],
      pattern:
        /git (?:ls-remote|fetch|clone|init)\b.{0,400}: exit status \d+|missing (?:Git|Mercurial|Bazaar|Subversion) command|exec: "(?:git|hg|bzr)": executable file not found|go: .{0,300}git (?:ls-remote|fetch)/i,
    },
  },
  {
    why: 'x509',
    sure: 0.5,
    signal: {
      id: 'module-x509',
      keywords: ['x509: ', 'tls: failed to verify', 'server gave HTTP response'],
      pattern: new RegExp(both(GO_DOWNLOAD, String.raw`x509: |tls: failed to verify certificate|server gave HTTP response to HTTPS client`), 'i'),
    },
  },
  {
    why: 'archive',
    sure: 0.85,
    signal: {
      id: 'module-archive',
      keywords: ['not a valid zip', 'malformed file path', 'error loading module requirements', 'zip: ', 'create zip', 'case-insensitive file name'],
      pattern: /zip: not a valid zip file|create zip: |module source tree too large|error loading module requirements|malformed file path ".{1,400}": invalid char/i,
    },
  },
  {
    why: 'vendor',
    sure: 0.85,
    signal: {
      id: 'module-vendor',
      keywords: ['inconsistent vendoring', 'vendor/modules.txt', 'in vendor/', 'cannot find package "."'],
      pattern:
        /inconsistent vendoring|but not marked as explicit in vendor\/modules\.txt|is explicitly required in go\.mod, but|cannot find package "\." in:|marked as explicit in vendor\/modules\.txt, but/i,
    },
  },
];

const TITLES: Record<Why, (name: string) => string> = {
  auth: (name) => `${name} is private (or not there): git may not ask for a password, and has none`,
  sum: (name) => `${name} can't be verified: its checksum is another one, or the checksum database does not know it`,
  'go-sum': (name) => `go.sum (or go.mod) does not list ${name}: it was not brought up to date`,
  'not-found': (name) => `${name} is not to be found: no module that is required provides it, or the version, path or repository does not exist`,
  network: (name) => `${name} can't be fetched: the module proxy or the repository is not reached from where it is built`,
  proxy: (name) => `${name} can't be fetched: the setting of the proxy (GOPROXY, HTTPS_PROXY) forbids or breaks it`,
  git: (name) => `${name} can't be fetched: git failed, or is not installed where it is built`,
  refused: (name) => `${name} can't be fetched: the server refuses the request`,
  x509: (name) => `${name} can't be fetched: the server's certificate is not trusted`,
  archive: (name) => `${name} was fetched, and is no module that Go accepts`,
  vendor: (name) => `${name}: the vendor folder and go.mod disagree`,
};

export const rule: Rule = {
  id: 'module-download',
  cause: 'module-download',
  needs: 'a message of the go command (or of git that it ran) about a module that it could not get or trust',
  contradictedBy: 'the same words of the program that runs, and not of the go command',
  signals: WORDINGS.map(({ signal }) => signal),
  find(seen) {
    const found = WORDINGS.flatMap((wording) => {
      const hits = seen.hits(wording.signal.id).filter((hit) => speaksOfModule(wording.why, hit));
      return hits.length === 0 ? [] : [{ ...wording, hits }];
    });
    // The reason stands above what merely says that something was not fetched.
    const best = [...found].sort((a, b) => rank(a.why) - rank(b.why))[0];
    if (best === undefined) return null;
    const first = best.hits[0];
    if (first === undefined) return null;
    const name = moduleOf(first) ?? found.flatMap(({ hits }) => hits.map(moduleOf)).find((each) => each !== null) ?? 'A module';
    return {
      title: TITLES[best.why](name),
      confidence: best.sure,
      evidence: evidenceOf([first, ...found.flatMap(({ hits }) => hits)], 5),
      fixes: fixesFor(best.why, name),
      see: [doc('module-download'), 'https://go.dev/ref/mod'],
      follows: ['ca-roots-proxy', 'ca-roots-missing', 'disk-full', 'go-too-old'],
      next:
        best.why === 'network' || best.why === 'x509'
          ? 'whether it is reached from where it is built: `go env GOPROXY GOPRIVATE GONOSUMDB; curl -sSI "$(go env GOPROXY | cut -d, -f1)"` inside that container'
          : null,
    };
  },
};

const ORDER: readonly Why[] = ['x509', 'auth', 'sum', 'network', 'proxy', 'refused', 'git', 'go-sum', 'vendor', 'archive', 'not-found'];
const rank = (why: Why): number => ORDER.indexOf(why);

/** Git's words of access also come from a checkout, a submodule or Terraform; a package that only a newer Go has is no download. */
function speaksOfModule(why: Why, hit: Hit): boolean {
  const around = [...hit.before.slice(-4), hit.line, ...hit.after.slice(0, 3)].map(({ text }) => text.slice(0, 2_000)).join('\n');
  if (why === 'auth')
    return (
      /\bgo(?: get| mod| build| install| test|lang|: )|@v?\d|git ls-remote|golang\.org|import path|\/pkg\/mod\/|package \S+\.\S+\/|\.mod\b|git (?:fetch|clone) -|cd \.; git/i.test(
        around,
      ) && !/terraform|submodule|actions\/checkout|Cloning into '\.terraform/i.test(around)
    );
  if (why === 'not-found') {
    const std = /malformed module path "([^"]+)"/.exec(hit.line.text)?.[1];
    if (std !== undefined && stdSince(std) !== null) return false;
    return !/unrecognized import path "[a-z]+(?:\/[a-z]+)*":/.test(hit.line.text);
  }
  if (why === 'sum') return !/docker|layer|image|sha256sum:|WARNING: 1 computed/i.test(hit.line.text) || /go\.sum|sum\.golang|verifying \S+@/.test(around);
  return true;
}

/** `github.com/a/b@v1.2.3`, or the import path. */
function moduleOf(hit: Hit): string | null {
  for (const { text } of [hit.line, ...[...hit.before].reverse().slice(0, 3)]) {
    const head = text.slice(0, 4_000);
    const found =
      /((?:[\w-]+\.)+[a-z]{2,}(?::\d+)?\/[\w./!~+-]*[\w!~]@v?[\w.+-]*\w)/i.exec(head)?.[1] ??
      /(?:module |package |import path |providing |verifying |imports )"?((?:[\w-]+\.)+[a-z]{2,}\/[\w./~-]*\w)/i.exec(head)?.[1] ??
      /https?:\/\/proxy\.golang\.org\/((?:[\w-]+\.)+[a-z]{2,}\/[\w./!~-]+?)\/@/.exec(head)?.[1];
    if (found !== undefined && !/^(?:proxy|sum)\.golang\.org/.test(found)) return found;
  }
  return null;
}

function fixesFor(why: Why, name: string): DraftFix[] {
  const path = name === 'A module' ? null : (name.split('@')[0] ?? name);
  const host = path?.split('/').slice(0, 2).join('/') ?? 'git.example.com/team';
  const isPrivate = change('private', `Fetch ${host}/* directly and without the public checksum database`, { modules: { private: `${host}/*` } }, [
    'the public checksum database does not vouch for these modules',
  ]);
  const credentials = byHand('credentials', 'Give the build credentials', [
    'Mount a netrc or an SSH agent for this step (docker build --secret, --ssh); GOPRIVATE names the hosts. Never put a token into an image layer.',
  ]);
  const otherProxy = change('goproxy-direct', 'Fetch modules directly from their repositories', { modules: { proxy: 'direct' } }, [
    'git (or another version control system) must be installed and reach the host',
    'what the public proxy keeps of deleted modules is gone',
  ]);
  const tidy = byHand('tidy', 'Bring go.mod and go.sum up to date', ['go mod tidy   (then commit go.mod and go.sum)']);
  switch (why) {
    case 'auth':
      return [isPrivate, credentials];
    case 'sum':
      return [
        byHand('fresh-modcache', 'Fetch it anew', [
          'go clean -modcache && go mod download   (a damaged or foreign copy goes)',
          'If it still differs, the tag was moved: ask its authors before you take the new sum.',
        ]),
        isPrivate,
        otherProxy,
      ];
    case 'go-sum':
      return [tidy, byHand('copy-go-sum', 'Copy go.sum into the build', ['In a Dockerfile: COPY go.mod go.sum ./  before  go mod download.'])];
    case 'vendor':
      return [byHand('vendor', 'Make the vendor folder anew', ['go mod vendor   (or build with -mod=mod)'])];
    case 'not-found':
      return [
        byHand('get', 'Require it', [`go get ${path ?? 'PACKAGE'}   (then commit go.mod and go.sum)`, 'Or correct the import path, the version, or the replace line.']),
        tidy,
        isPrivate,
      ];
    case 'proxy':
    case 'network':
    case 'refused':
      return [
        otherProxy,
        byHand('network', 'Let the build reach the proxy', [
          'Set GOPROXY to one that is reachable there, or HTTPS_PROXY/NO_PROXY; in docker build: --network, --build-arg HTTPS_PROXY.',
          'Or build from a vendor folder: go mod vendor.',
        ]),
        ...(why === 'refused' ? [isPrivate, credentials] : []),
      ];
    case 'git':
      return [
        byHand('git', 'Install git where it is built', [
          'apt-get install -y git ca-certificates   or   apk add --no-cache git',
          'Modules from a proxy need no git: check GOPROXY.',
        ]),
        isPrivate,
      ];
    case 'x509':
      return [
        byHand('ca', 'Trust the certificate of the proxy', [
          'Put the CA into the image that builds (update-ca-certificates), or name its file in SSL_CERT_FILE; in cgoscope.yaml: modules: { ca: [file] }.',
        ]),
      ];
    case 'archive':
      return [byHand('fresh-modcache', 'Fetch it anew', ['go clean -modcache && go mod download']), otherProxy];
  }
}
