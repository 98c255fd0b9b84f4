// What the environment sets beside the settings: the names that change what the workbench does, with their values and what they mean.
import type { SettingsView } from '../../shared/domain/settings.ts';

/** Names in the order people look for them; a proxy may stand in lower case too. */
const MEANINGS: readonly (readonly [name: string, meaning: string])[] = [
  ['CGOSCOPE_DATA', 'the data folder: runs, settings and, below it, caches'],
  ['CGOSCOPE_GOLANG_IMAGE', 'the image that toolchains are taken from, in place of golang'],
  ['CGOSCOPE_DEBIAN_IMAGE', 'the Debian image that toolchains are built on'],
  ['DOCKER_HOST', 'the engine, where neither a request nor the settings name one'],
  ['DOCKER_CONTEXT', 'the docker context, where neither a request, the settings nor DOCKER_HOST name an engine'],
  ['DOCKER_CONFIG', "the folder of docker's contexts and registry credentials"],
  ['DOCKER_TLS_VERIFY', 'TLS to a tcp engine, its certificate verified'],
  ['DOCKER_TLS', 'TLS to a tcp engine, its certificate not verified'],
  ['DOCKER_CERT_PATH', 'the folder of ca.pem, cert.pem and key.pem'],
  ['HTTP_PROXY', 'the proxy for downloads of toolchains and modules over http'],
  ['HTTPS_PROXY', 'the proxy for downloads of toolchains and modules over https'],
  ['ALL_PROXY', 'the proxy for what the other two do not cover'],
  ['NO_PROXY', 'hosts that are reached without a proxy'],
  ['GOPROXY', 'where builds get modules from'],
  ['GOSUMDB', 'the checksum database of modules'],
  ['GOPRIVATE', 'modules that are got without proxy and checksum database'],
  ['GONOPROXY', 'modules that are got without a proxy'],
  ['GONOSUMDB', 'modules that are not checked against the database'],
  ['GOINSECURE', 'modules that may be got without verified TLS'],
  ['NETRC', 'the file with credentials of module servers'],
  ['XDG_DATA_HOME', 'where the data folder stands without CGOSCOPE_DATA'],
  ['XDG_CACHE_HOME', 'where the cache folder stands without CGOSCOPE_DATA'],
  ['XDG_RUNTIME_DIR', 'where the socket of a rootless engine is looked for'],
];

/** Addresses, alone or in lists (`a,b|c`), without what stands before their `@`: names and passwords travel there. Takes too much rather than too little. */
export function withoutUserinfo(value: string): string {
  return value
    .split(/(?<![a-z0-9+.-])(?=[a-z][a-z0-9+.-]*:\/\/)/i) // before each scheme; a comma may stand in a password
    .map((part) => {
      const at = part.lastIndexOf('@');
      if (at < 0 || part.startsWith('/')) return part; // the path of a socket or a folder may hold an @
      const scheme = /^[a-z][a-z0-9+.-]*:\/\//i.exec(part)?.[0] ?? '';
      return `${scheme}***${part.slice(at)}`;
    })
    .join('');
}

/** Only names that are set, and only such as matter. */
export function environmentOf(env: Record<string, string>): SettingsView['environment'] {
  return MEANINGS.flatMap(([name, meaning]) =>
    [name, ...(name.endsWith('_PROXY') ? [name.toLowerCase()] : [])].flatMap((each) => {
      const value = env[each];
      return value === undefined || value === '' ? [] : [{ name: each, value: withoutUserinfo(value), meaning }];
    }),
  );
}
