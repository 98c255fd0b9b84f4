// What the workbench and the lab's program (resources/dnslab) say to each other: one job as JSON on its standard input, then a line of JSON for each thing
// that happens on its standard output. Times are nanoseconds of CLOCK_MONOTONIC of the lab's kernel: the same clock in every process there.
import type { LabSubject } from '../../../shared/domain/dns.ts';
import type { DnsApi } from '../../../shared/domain/dns.ts';

/** A name server that listens for one sample alone, UDP and TCP, port 53 of its address. */
export interface LabServer {
  /** `127.3.4.5`, `::1`. An address belongs to one sample at a time: another that wants it waits. */
  address: string;
  /** As shared/domain/dns-faults.ts reads it; the program reads the same grammar. `arp-fail` and `no-route`: nothing listens, the address is chosen for it. */
  fault: string;
  /** Fully qualified, lower case, with trailing dot; null: every name. */
  exists: string[] | null;
}

export interface LabSample {
  id: number;
  /**
   * A program of the lab, or one that was put into its folder `/lab/programs/NAME`. `hold`: no process of the lab's; somebody else who shares its network asks
   * the name servers until a {@link LabCommand} releases them.
   */
  subject: LabSubject | { program: string; args: string[] } | { hold: true };
  /** Of its small root. Null: the file is not there. */
  files: { resolvConf: string | null; nsswitch: string | null; hosts: string | null };
  /** The whole environment of the process. */
  env: Record<string, string>;
  servers: LabServer[];
  /** With `forMs` lookups follow each other until then, `pauseMs` behind each, and `repeat` means nothing. */
  lookup: { api: DnsApi; name: string; repeat: number; parallel: number; deadlineMs: number | null; pauseMs?: number; forMs?: number };
  /** Replaces its resolv.conf so long after its first lookup began. */
  repair?: { atMs: number; resolvConf: string };
  /** Then the process is killed: lookups that have not returned are `hang`. */
  limitMs: number;
  /** How long servers go on listening when the process has ended or its last lookup has returned, to see what still comes. */
  lingerMs: number;
}

export interface LabJob {
  samples: LabSample[];
  /** At once. */
  jobs: number;
  /** Known delays that are measured all the while, in ms; each by a client and a server of the lab's own. */
  calibration: number[];
  /** Of the chance that `loss` goes by: another seed, other packets lost; absent: 0. */
  seed?: number;
}

/** Lines behind the job, about samples that are held. `zero`: time 0 of its schedules is now (before, their first fault holds). `release`: it is over. */
export type LabCommand = { zero: number } | { release: number };

/** A query that arrived, and what the server did. */
export interface LabPacket {
  atNs: number;
  /** Place in the sample's servers, from 0. */
  server: number;
  protocol: 'udp' | 'tcp';
  /** `address:port` it came from. */
  source: string;
  id: number;
  /** Null: it could not be read as a query. */
  name: string | null;
  type: string | null;
  /** UDP size of the OPT record; null: none. */
  edns: number | null;
  /** The AD bit. */
  ad: boolean;
  bytes: number;
  /** When something was sent back; null: nothing. */
  repliedNs: number | null;
  /** `answer`, `nxdomain`, `nodata`, `servfail`, …, `truncated`, `garbage`, `short`, `wrong-id`, `nothing`. */
  did: string;
}

export type LabLine =
  | { type: 'ready'; version: string; subjects: Partial<Record<LabSubject, { version: string; go?: string; libc?: string }>>; addresses: string[] }
  | { type: 'started'; id: number; atNs: number }
  /** When a `zero` was read; times of the sample count from there. */
  | { type: 'zero'; id: number; atNs: number }
  | {
      type: 'sample';
      id: number;
      startNs: number;
      endNs: number;
      /** `code`: the error in words that do not change with ports and servers: `timeout`, `no such host`, `EAI_AGAIN`, `SIGFPE`. */
      lookups: { startNs: number; endNs: number | null; result: 'ok' | 'fail' | 'hang'; addresses: string[]; error: string | null; code?: string | null }[];
      packets: LabPacket[];
      exit: { code: number | null; signal: string | null };
      /** Ended by the limit. */
      killed: boolean;
      stdout: string;
      stderr: string;
      /** When the process wrote its first byte; null: never. */
      firstOutputNs?: number | null;
      /** Packets beyond the 200,000th, counted and not kept. */
      packetsLost?: number;
      /** When its resolv.conf was replaced; null: it was not. */
      repairedNs?: number | null;
    }
  /** It could not be made: an address that can't be bound, a root that can't be written. */
  | { type: 'failed'; id: number; reason: string }
  | { type: 'calibration'; delays: { expectedNs: number; measuredNs: number[] }[]; lagNs: { p50: number; p99: number; max: number } }
  | { type: 'end' };
