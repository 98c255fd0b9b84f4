// What connect() was asked to reach, from strace's picture of the socket address.
import type { Trace } from '../../../shared/domain/trace.ts';
import { literal } from './text.ts';

export type Connect = Trace['connects'][number];

/** `socket()` arguments as the protocol of the descriptor it answers, for logs without -yy. */
export function protocolOfSocket(args: string[]): string {
  const [family = '', type = ''] = args;
  if (/^AF_(UNIX|LOCAL)/.test(family)) return 'unix';
  if (/^AF_NETLINK/.test(family)) return 'netlink';
  if (/^AF_INET6?/.test(family)) return type.startsWith('SOCK_STREAM') ? 'tcp' : type.startsWith('SOCK_DGRAM') ? 'udp' : type.startsWith('SOCK_RAW') ? 'raw' : 'unknown';
  return 'unknown';
}

/** `3<UDPv6:[…]>` -> udp; null where the descriptor is not decorated with a socket. */
export function protocolOfDescriptor(descriptor: string): string | null {
  const match = /^-?\d+<(TCP|UDP|UDPLITE|UNIX|NETLINK|RAW|PING|ICMP)(v6)?[:\-[]/i.exec(descriptor);
  return match?.[1] ? match[1].toLowerCase() : null;
}

/** Null for an address that can't be read (NULL, an address in memory, a family without one). */
export function connectOf(args: string[], protocol: string | null, errno: string | null): Connect | null {
  const address = args[1] ?? '';
  const family = /sa_family=(AF_[A-Z0-9]+)/.exec(address)?.[1];
  if (!family) return null;
  switch (family) {
    case 'AF_INET':
      return {
        address: /sin_addr=inet_addr\("([0-9.]+)"\)/.exec(address)?.[1] ?? '',
        port: portOf(/sin_port=htons\((\d+)\)/.exec(address)),
        protocol: protocol ?? 'unknown',
        error: errno,
      };
    case 'AF_INET6':
      return {
        address: /inet_pton\(AF_INET6, "([0-9a-fA-F:.]+)"/.exec(address)?.[1] ?? '',
        port: portOf(/sin6_port=htons\((\d+)\)/.exec(address)),
        protocol: protocol ?? 'unknown',
        error: errno,
      };
    case 'AF_UNIX':
    case 'AF_LOCAL': {
      const at = address.indexOf('sun_path=');
      return { address: at < 0 ? '' : (literal(address.slice(at + 9)) ?? ''), port: null, protocol: 'unix', error: errno };
    }
    case 'AF_NETLINK':
      return { address: 'netlink', port: null, protocol: 'netlink', error: errno };
    default:
      // AF_UNSPEC undoes an earlier connect: nothing is reached.
      return null;
  }
}

const portOf = (match: RegExpExecArray | null): number | null => (match?.[1] ? Math.min(65535, Number(match[1])) : null);
