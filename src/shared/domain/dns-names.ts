// The words of the DNS lab that the grammar of the command line needs: apart from the schemas, which take long to load.

export const RESOLVERS = ['go', 'glibc', 'musl'] as const;
export type Resolver = (typeof RESOLVERS)[number];

/** What is called. `host`: LookupHost or getaddrinfo for any family; `dial`, `prefer-go-dial`, `txt`, `mx`, `srv` are Go's alone. */
export const DNS_APIS = ['host', 'ip4', 'ip6', 'cname', 'txt', 'mx', 'srv', 'dial', 'prefer-go-dial'] as const;
export type DnsApi = (typeof DNS_APIS)[number];

/** What the models predict; the others are measured only. */
export const PREDICTED_APIS = ['host', 'ip4', 'ip6', 'cname', 'txt', 'mx', 'srv'] as const satisfies readonly DnsApi[];
