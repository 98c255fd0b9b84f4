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

/** Null for an address that can't be read (NULL, an address in memory, a family without one). */
export function connectOf(args: string[], protocol: string | null, errno: string | null): Connect | null {
  const address = args[1] ?? '';
  const family = /_family=[AP]F_([A-Z0-9]+)/.exec(address)?.[1];
  if (!family) return null;
  switch (`AF_${family}`) {
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

/** `tcp [::1]:80`, `unix /run/x`, `netlink`: how a trace names whom a socket speaks to. */
export function addressText({ address, port, protocol }: Pick<Connect, 'address' | 'port' | 'protocol'>): string {
  if (protocol === 'unix') return `unix ${address}`;
  if (protocol === 'netlink') return 'netlink';
  return `${protocol} ${address.includes(':') ? `[${address}]` : address}${port === null ? '' : `:${port}`}`;
}

/** Back from {@link addressText}. */
export function addressParts(text: string): Pick<Connect, 'address' | 'port' | 'protocol'> {
  const protocol = /^\w+/.exec(text)?.[0] ?? '';
  const rest = text.slice(protocol.length + 1);
  if (protocol === 'netlink') return { address: 'netlink', port: null, protocol };
  if (protocol === 'unix') return { address: rest, port: null, protocol };
  const match = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d+))?$/.exec(rest);
  return { address: match?.[1] ?? match?.[2] ?? rest, port: match?.[3] === undefined ? null : Number(match[3]), protocol };
}

/** The sockaddr that begins with its family, as strace and qemu-user print it; null for one that can't be read. */
export function addressOfSockaddr(text: string, protocol: string | null): string | null {
  const to = connectOf(['', text], protocol, null);
  return to && addressText(to);
}

/**
 * `<TCP:[10.0.0.1:41->10.0.0.2:443]>`, `<UDPv6:[[::]:53]>`, `<UNIX:[12->13,"/run/x"]>`, `<NETLINK:[ROUTE:0]>`: the other end, or the own one where there is
 * none. Null where it shows inodes only.
 */
export function addressOfDecoration(text: string): string | null {
  const match = /^<(TCP|UDP|UDPLITE|UNIX|NETLINK|RAW|PING|ICMP)(?:v6)?(?:-\w+)?:\[(.*)\]>$/i.exec(text);
  if (!match?.[1]) return null;
  const protocol = match[1].toLowerCase();
  const inside = match[2] ?? '';
  if (protocol === 'netlink') return 'netlink';
  if (protocol === 'unix') {
    const at = inside.search(/@?"/);
    const path = at < 0 ? null : literal(inside.slice(at));
    return path === null ? null : `unix ${path}`;
  }
  const arrow = inside.lastIndexOf('->');
  const end = arrow < 0 ? inside : inside.slice(arrow + 2);
  return /^(?:\[[0-9a-fA-F:.%\w]+\]|\d+\.\d+\.\d+\.\d+):\d+$/.test(end) ? `${protocol} ${end}` : null;
}
