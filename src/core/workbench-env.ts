// Which names of the caller's environment the workbench may know. The owner of the data folder can be another process, so they travel with the request;
// everything else stays here.

const EXACT = new Set([
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'TMPDIR',
  'NETRC',
  'SSH_AUTH_SOCK',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'NODE_EXTRA_CA_CERTS',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'ALL_PROXY',
  'FTP_PROXY',
  'APPDATA',
  'LOCALAPPDATA',
  'USERPROFILE',
]);
const PREFIXES = ['DOCKER_', 'XDG_', 'GO', 'CGO_', 'CGOSCOPE_'];

/** The names that matter, upper and lower case for the proxies, as they stand. */
export function callerEnv(env: Record<string, string | undefined>): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined) continue;
    const proxy = /_proxy$/.test(name) ? name.toUpperCase() : name;
    if (EXACT.has(proxy) || PREFIXES.some((prefix) => name.startsWith(prefix))) result[name] = value;
  }
  return result;
}
