// What a build needs to download modules as its user would: proxies, privacy settings, credentials, extra certificates. Never runs Go.
// Secrets come out apart from the rest (DESIGN.md "Secrets"): `secretEnv` for the environment of one exec, `files` for a tmpfs.
import { X509Certificate } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { InputError } from '../../shared/domain/errors.ts';
import type { MatrixFile } from '../../shared/domain/matrix-file.ts';
import { netrcEntries } from './netrc.ts';

export interface ModuleEnvironment {
  /** May stand anywhere. */
  env: Record<string, string>;
  /** Values with a user or password in a URL: only in the environment of one exec, never in a container's configuration. */
  secretEnv: Record<string, string>;
  /** For a tmpfs of the builder, by name: `netrc` (NETRC must point at it). */
  files: { name: string; content: Buffer }[];
  /** PEM certificates to trust beside the image's own; null where this machine has none of its own. */
  ca: Buffer | null;
  /** Every text that must not leave the house, in all its spellings. */
  secrets: string[];
  notes: string[];
}

export interface ModuleEnvironmentOptions {
  /** Relative paths in the file (`modules.ca`) count from here; the project's folder. */
  folder?: string;
  /** Where this machine keeps certificates of its own. */
  caFolders?: string[];
  platform?: NodeJS.Platform;
}

/** Variables of Go that decide where modules come from; read from the environment, else from Go's own env file. */
const GO_NAMES = ['GOPROXY', 'GOPRIVATE', 'GONOPROXY', 'GONOSUMDB', 'GONOSUMCHECK', 'GOSUMDB', 'GOINSECURE', 'GOVCS'] as const;
const PROXY_NAMES = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy'] as const;
const CA_FOLDERS = ['/usr/local/share/ca-certificates'];
const MAX_FILE_BYTES = 8 * 1024 * 1024;
/** Shorter texts can't be redacted without making everything unreadable. */
const MIN_SECRET = 4;

/** `env`: the caller's environment (the owner may be another process). Throws InputError where the matrix file names a certificate that can't be read. */
export function moduleEnvironment(env: Record<string, string | undefined>, file: MatrixFile['modules'], options: ModuleEnvironmentOptions = {}): ModuleEnvironment {
  const notes: string[] = [];
  const values = new Map<string, string>();
  const goEnv = readGoEnvFile(env, options.platform ?? process.platform, notes);
  for (const name of GO_NAMES) {
    const value = env[name] || goEnv[name];
    if (value) values.set(name, value);
  }
  for (const name of PROXY_NAMES) {
    const value = env[name];
    if (value) values.set(name, value);
  }
  const fromFile = { GOPROXY: file?.proxy, GOPRIVATE: file?.private, GONOSUMDB: file?.nosumdb, GOSUMDB: file?.sumdb };
  for (const [name, value] of Object.entries(fromFile)) if (value !== undefined) values.set(name, value);
  if (env.GOAUTH && env.GOAUTH !== 'netrc' && env.GOAUTH !== 'off') notes.push('GOAUTH runs commands of this machine and is not passed on; a netrc is');

  const result: ModuleEnvironment = { env: {}, secretEnv: {}, files: [], ca: null, secrets: [], notes };
  const secrets = new Set<string>();
  for (const [name, value] of values) {
    const found = urlSecrets(value);
    for (const secret of found) secrets.add(secret);
    (found.length > 0 ? result.secretEnv : result.env)[name] = value;
    for (const host of loopbackHosts(value)) if (!/^no_proxy$/i.test(name)) notes.push(`${name} names ${host}, which inside a container is the container itself`);
    if (/(^|[,|])file:/.test(value)) notes.push(`${name} names a folder of this machine (file:), which a container does not see`);
  }

  const netrc = readNetrc(env, options.platform ?? process.platform, notes);
  if (netrc !== null) {
    result.files.push({ name: 'netrc', content: netrc });
    for (const { login, password } of netrcEntries(netrc.toString('utf8'))) for (const spelling of spellings(login, password)) secrets.add(spelling);
  }
  result.ca = certificates(env, file, options, notes);

  const short = [...secrets].filter((secret) => secret.length < MIN_SECRET);
  if (short.length > 0) notes.push(`a password of fewer than ${MIN_SECRET} characters is in use and can't be redacted`);
  // Longest first, so that a replacement never leaves the tail of a longer spelling.
  result.secrets = [...secrets].filter((secret) => secret.length >= MIN_SECRET).sort((a, b) => b.length - a.length);
  return result;
}

/** The passwords and tokens of a module environment, in all spellings, longest first: what redaction looks for. */
export const secretsOf = (modules: ModuleEnvironment): string[] => modules.secrets;

/** Go's own settings file: `GOENV`, else `go/env` in the user's config folder (`go help environment`; os.UserConfigDir). */
function readGoEnvFile(env: Record<string, string | undefined>, platform: NodeJS.Platform, notes: string[]): Record<string, string> {
  if (env.GOENV === 'off') return {};
  const home = env.HOME ?? env.USERPROFILE ?? '';
  const config =
    platform === 'win32'
      ? (env.AppData ?? env.APPDATA)
      : platform === 'darwin'
        ? home && path.join(home, 'Library/Application Support')
        : env.XDG_CONFIG_HOME || (home && path.join(home, '.config'));
  const file = env.GOENV || (config ? path.join(config, 'go', 'env') : '');
  const text = file === '' ? null : readSmall(file, notes)?.toString('utf8');
  const values: Record<string, string> = {};
  for (const line of (text ?? '').split(/\r?\n/)) {
    const at = line.indexOf('=');
    const name = line.slice(0, at);
    if (at > 0 && (GO_NAMES as readonly string[]).includes(name)) values[name] = line.slice(at + 1);
  }
  return values;
}

function readNetrc(env: Record<string, string | undefined>, platform: NodeJS.Platform, notes: string[]): Buffer | null {
  const home = env.HOME ?? env.USERPROFILE;
  const file = env.NETRC || (home ? path.join(home, platform === 'win32' ? '_netrc' : '.netrc') : '');
  if (file === '') return null;
  const content = readSmall(file, notes);
  if (content === null && env.NETRC) notes.push(`NETRC names ${file}, which can't be read`);
  return content;
}

/** Null where there is no such file; a note where there is one that can't be used. */
function readSmall(file: string, notes: string[]): Buffer | null {
  try {
    const stat = fs.statSync(file);
    if (!stat.isFile()) return null;
    if (stat.size > MAX_FILE_BYTES) {
      notes.push(`${file} is larger than ${MAX_FILE_BYTES} bytes and is not used`);
      return null;
    }
    return fs.readFileSync(file);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code; // what fs throws carries a code
    if (code !== 'ENOENT' && code !== 'ENOTDIR') notes.push(`${file} can't be read (${code ?? String(error)})`);
    return null;
  }
}

/** Extra roots: the file's own, the caller's SSL_CERT_FILE and NODE_EXTRA_CA_CERTS, and what an administrator of this machine added. */
function certificates(env: Record<string, string | undefined>, file: MatrixFile['modules'], options: ModuleEnvironmentOptions, notes: string[]): Buffer | null {
  const blocks = new Map<string, string>();
  const take = (content: Buffer, from: string): number => {
    let count = 0;
    // Certificates only: a file of these often holds a private key beside them.
    for (const [block] of content.toString('latin1').matchAll(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g)) {
      try {
        blocks.set(new X509Certificate(block).fingerprint256, block.replaceAll('\r\n', '\n'));
        count += 1;
      } catch {
        notes.push(`a certificate in ${from} is malformed and is not used`);
      }
    }
    return count;
  };
  for (const name of file?.ca ?? []) {
    const full = path.resolve(options.folder ?? process.cwd(), name);
    const content = readSmall(full, []);
    if (content === null || take(content, full) === 0)
      throw new InputError(`modules.ca: ${full} holds no certificate that can be read; expected a PEM file`, {
        input: name,
        place: 'modules.ca',
        expected: 'a PEM file with certificates',
      });
  }
  for (const name of ['SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS']) {
    const value = env[name];
    if (!value) continue;
    const content = readSmall(value, notes);
    if (content === null) notes.push(`${name} names ${value}, which can't be read`);
    else take(content, value);
  }
  for (const folder of options.caFolders ?? CA_FOLDERS) {
    for (const found of listCertificates(folder)) {
      const content = readSmall(found, notes);
      if (content !== null) take(content, found);
    }
  }
  return blocks.size === 0 ? null : Buffer.from(`${[...blocks.values()].join('\n')}\n`, 'latin1');
}

function listCertificates(folder: string): string[] {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.crt'))
    .sort()
    .map((name) => path.join(folder, name));
}

/** Users and passwords of the URLs in a value (`GOPROXY` holds several, separated by `,` and `|`). */
function urlSecrets(value: string): string[] {
  const secrets: string[] = [];
  for (const [, userinfo = ''] of value.matchAll(/[a-z][a-z0-9+.-]*:\/\/([^/?#\s]*)@/gi)) secrets.push(...userinfoSecrets(userinfo));
  // Proxies are also written without a scheme: user:password@host:3128
  const bare = /^([^/@\s]+)@[^/@\s]+$/.exec(value);
  if (bare) secrets.push(...userinfoSecrets(bare[1] ?? ''));
  return secrets;
}

function userinfoSecrets(userinfo: string): string[] {
  const at = userinfo.indexOf(':');
  const user = decode(at < 0 ? userinfo : userinfo.slice(0, at));
  const raw = at < 0 ? userinfo : userinfo.slice(at + 1);
  // A user without a password is a token.
  return [...new Set([raw, ...(at < 0 ? spellings('', user) : spellings(user, decode(raw)))])].filter((secret) => secret !== '');
}

/** As it is, as it stands in a URL, in JSON, and in a basic authorization header. */
function spellings(user: string, password: string): string[] {
  if (password === '') return [];
  const encoded = encodeURIComponent(password);
  return [
    ...new Set([
      password,
      encoded,
      encoded.replace(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase()),
      JSON.stringify(password).slice(1, -1),
      Buffer.from(`${user}:${password}`).toString('base64'),
    ]),
  ];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a bare % stands for itself
  }
}

function loopbackHosts(value: string): string[] {
  return [...value.matchAll(/(?:^|[/@,|])(localhost|127\.\d+\.\d+\.\d+|\[::1\])(?=[:/,|]|$)/gi)].map(([, host = '']) => host);
}
