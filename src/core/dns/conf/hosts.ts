// Addresses of a name in /etc/hosts, as each resolver finds them. Sources: Go net/hosts.go readHosts; glibc nss/nss_files/files-hosts.c; musl lookup_name.c name_from_hosts.
import type { Resolver } from '../../../shared/domain/dns.ts';
import { goAddress, inetAton, isIp6, isStrictIp4, muslAddress } from './address.ts';
import { byteLength } from './reading.ts';
import { fields } from './go.ts';

export interface Found {
  ip4: number;
  ip6: number;
}

/** How many addresses of each family. Null: the name is not in the file. */
export function inHosts(kind: Resolver, text: string | null, name: string): Found | null {
  if (text === null || name === '') return null;
  const found: Found = { ip4: 0, ip6: 0 };
  for (const raw of text.split('\n')) {
    const address = addressOf(kind, raw, name);
    if (address !== null) found[address.includes(':') ? 'ip6' : 'ip4'] += 1;
  }
  return found.ip4 + found.ip6 === 0 ? null : found;
}

const rootless = (name: string): string => (name.endsWith('.') ? name.slice(0, -1) : name);

/** The address of a line that names the name. */
function addressOf(kind: Resolver, raw: string, name: string): string | null {
  const line = raw.split('#', 1)[0] ?? '';
  if (kind === 'go') {
    const [address = '', ...names] = fields(line);
    const wanted = rootless(name).toLowerCase();
    return names.some((each) => rootless(each).toLowerCase() === wanted) ? goAddress(address) : null;
  }
  const [address = '', ...names] = line.split(/[ \t\n\v\f\r]+/).filter((word, index) => word !== '' || index === 0);
  if (kind === 'glibc') {
    const wanted = name.toLowerCase();
    if (!names.some((each) => each.toLowerCase() === wanted)) return null;
    return isStrictIp4(address) || isIp6(address.split('%', 1)[0] ?? '') ? address : null;
  }
  // musl looks for the letters as they are, in lines of at most 510 bytes.
  if (byteLength(raw) > 510 || !names.includes(name)) return null;
  return inetAton(address) ?? muslAddress(address);
}

/** True where the name is an address itself: nobody is asked for it. */
export const isAddress = (kind: Resolver, name: string): boolean => (kind === 'go' ? goAddress(name) : (inetAton(name) ?? muslAddress(name))) !== null;
