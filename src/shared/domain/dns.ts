// The language of the DNS lab: scenario, prediction (dns-prediction@1), measurement, comparison, advice, and what a resolver makes of a resolv.conf.
import { z } from 'zod';
import { DNS_APIS, PREDICTED_APIS, RESOLVERS, type DnsApi, type Resolver } from './dns-names.ts';
import { isoTime } from './run.ts';

const int = z.number().int().nonnegative();

export { DNS_APIS, PREDICTED_APIS, RESOLVERS, type DnsApi, type Resolver };

/** Everything a file may hold that a person wrote: longer is refused. */
const fileText = z.string().max(262_144);
const shortName = z.string().max(1_024);
const environment = z.record(z.string().max(200), z.string().max(10_000)).refine((env) => Object.keys(env).length <= 100, 'at most 100 names');

/** A name server of a scenario: the i-th that the resolver takes from resolv.conf. */
export const dnsServerSchema = z.object({
  /** As dns-faults.ts reads it: `silent`, `delay:300`, `0s=ok,10s=silent`. */
  fault: z.string().max(2_000).default('ok'),
  /** Names that this server knows; null: those of the scenario. */
  exists: z.array(shortName).max(100).nullable().default(null),
});
export type DnsServer = z.infer<typeof dnsServerSchema>;

/** A resolv.conf that takes the place of the scenario's while a process of the lab looks up again and again. */
export const dnsRepairSchema = z.object({
  /** After its first lookup began. */
  atMs: z.number().int().min(1).max(60_000),
  /** Null: the same text. Whatever it says, its name servers are healthy ones, others than those of the file before. */
  resolvConf: fileText.nullable().default(null),
});
export type DnsRepair = z.infer<typeof dnsRepairSchema>;

/** What one lookup is done under. Without `resolvConf`'s own name servers, the resolver's built-in ones are meant. */
export const dnsScenarioSchema = z.object({
  /** What people call it; shown only. */
  title: z.string().max(200).default(''),
  resolvConf: fileText,
  /** Text of /etc/nsswitch.conf; null: none. */
  nsswitch: fileText.nullable().default(null),
  /** Text of /etc/hosts; null: none. */
  hosts: fileText.nullable().default(null),
  env: environment.default({}),
  servers: z.array(dnsServerSchema).max(3).default([]),
  /** Names that exist, fully qualified (the trailing dot is optional); none: every name exists. */
  exists: z.array(shortName).max(100).default([]),
  name: shortName.default('db.internal'),
  api: z.enum(DNS_APIS).default('host'),
  /** Lookups one after the other in one process. */
  repeat: z.number().int().min(1).max(100).default(1),
  /** Lookups at once in one process. */
  parallel: z.number().int().min(1).max(64).default(1),
  /** Deadline of the caller's context, in ms; null: none. */
  deadlineMs: z.number().int().min(1).max(3_600_000).nullable().default(null),
  /** Absent: the file stays as it is. With it lookups follow each other until a process that reads the file at all has read the new one; `repeat` means nothing. */
  repair: dnsRepairSchema.optional(),
});
export type DnsScenario = z.infer<typeof dnsScenarioSchema>;

/** How one packet (or one try without a packet) ended. Enumerations may grow. */
export const EXCHANGE_OUTCOMES = [
  'answer', // records were taken
  'nxdomain',
  'nodata',
  'servfail',
  'refused',
  'formerr',
  'notimp',
  'lame',
  'truncated',
  'ignored', // something came and was not taken for an answer: garbage, another ID
  'short',
  'late', // an answer came when nobody waited for it any more
  'timeout', // the deadline of this exchange
  'dropped', // no answer came, and somebody else's ended the wait
  'port-unreachable',
  'host-unreachable',
  'no-route',
  'connection-refused',
  'hang',
] as const;
export type ExchangeOutcome = (typeof EXCHANGE_OUTCOMES)[number];

/** One query, in the order of sending. Times are nanoseconds after the lookup began; `server` counts from 1. */
export const dnsExchangeSchema = z.object({
  tNs: int,
  /** When its fate was known to the resolver; null: never. */
  endNs: int.nullable().optional(),
  server: int,
  protocol: z.enum(['udp', 'tcp']),
  /** `A`, `AAAA`, `CNAME`, `TXT`, `MX`, `SRV`, or `TYPE65`. */
  type: z.string(),
  /** Fully qualified, lower case, with its trailing dot. */
  name: z.string(),
  outcome: z.string(),
  /** Only of a measured one: where it came from and what it carried. */
  sourcePort: int.optional(),
  id: int.optional(),
  /** UDP size of its OPT record; null: none. */
  edns: int.nullable().optional(),
  bytes: int.optional(),
});
export type DnsExchange = z.infer<typeof dnsExchangeSchema>;

export const dnsOutcomeSchema = z.object({
  /** Null: the call never returns. */
  wallNs: int.nullable(),
  /** Queries that arrive at a name server that listens. */
  packets: int,
  result: z.enum(['ok', 'fail', 'hang']),
  /** Addresses (or records) that the caller gets. */
  addresses: int,
  /** Names that were asked for, fully qualified, each once, in the order of asking. */
  names: z.array(z.string()),
  timeline: z.array(dnsExchangeSchema),
  /** What the caller is told: `timeout`, `no such host`, `server misbehaving`, `EAI_AGAIN`, `SIGFPE`. */
  error: z.string().nullable().optional(),
  /** 0 to 1 where chance decides and the odds are known. */
  probability: z.number().min(0).max(1).nullable().optional(),
});
export type DnsOutcome = z.infer<typeof dnsOutcomeSchema>;

/** Definitions in facts and docs/dns.md. Every number is of the slowest outcome unless said; null where it has no meaning (a call that never returns). */
export const dnsMetricsSchema = z.object({
  /** W: how long the caller waits, at most. */
  stallNs: int.nullable(),
  /** W / T. */
  amplification: z.number().nullable(),
  /** W / (T·A). */
  budgetAmplification: z.number().nullable(),
  /** Queries / types asked for. */
  queryAmplification: z.number(),
  /** Distinct names asked for. */
  nameAmplification: z.number(),
  /** W if every name server is silent; α and β of it. */
  allSilentNs: int.nullable(),
  allSilentAmplification: z.number().nullable(),
  /** First k servers silent, the others answer: time to the first success, worst; k = 1 … n-1. */
  failoverNs: z.array(int.nullable()),
  /** Largest delay of an only server at which the lookup still succeeds. */
  patienceNs: int.nullable(),
  /** P(success) when every packet is lost with 1 %, 5 %, 20 %. */
  lossSurvival: z.array(z.object({ loss: z.number(), success: z.number() })),
});
export type DnsMetrics = z.infer<typeof dnsMetricsSchema>;

export const dnsWarningSchema = z.object({
  /** `attempts-0-musl-crash`, `rotate-go-two-servers`: stable. */
  code: z.string(),
  text: z.string(),
  /** Line of resolv.conf, from 1. */
  line: int.nullable().optional(),
});
export type DnsWarning = z.infer<typeof dnsWarningSchema>;

export const dnsPredictionSchema = z.object({
  schema: z.literal('cgoscope/dns-prediction@1'),
  resolver: z.enum(RESOLVERS),
  version: z.string(),
  /** Every outcome that can occur, fastest first. */
  outcomes: z.array(dnsOutcomeSchema),
  metrics: dnsMetricsSchema,
  warnings: z.array(dnsWarningSchema),
});
export type DnsPrediction = z.infer<typeof dnsPredictionSchema>;

/** What a resolver makes of a line or of one option. */
export const LINT_VERDICTS = ['honoured', 'ignored', 'clamped', 'dangerous'] as const;
export const dnsLintSchema = z.object({
  schema: z.literal('cgoscope/dns-lint@0'),
  resolvers: z.array(
    z.object({
      resolver: z.enum(RESOLVERS),
      version: z.string(),
      /** What it ends up with. */
      settings: z.object({
        servers: z.array(z.string()),
        /** True: the file names none, these are built in. */
        builtInServers: z.boolean(),
        search: z.array(z.string()),
        ndots: int,
        timeoutS: z.number(),
        attempts: int,
        flags: z.array(z.string()),
      }),
      notes: z.array(
        z.object({
          /** Line of resolv.conf from 1; null: the environment, nsswitch, or what is missing. */
          line: int.nullable(),
          /** The word in it that is meant; null: the line. */
          word: z.string().nullable(),
          verdict: z.enum(LINT_VERDICTS),
          code: z.string(),
          text: z.string(),
        }),
      ),
    }),
  ),
  /** Which resolver a Go program that was built with cgo takes under these files and this environment, and which rule says so. */
  goChoice: z.object({ resolver: z.enum(['go', 'cgo']), rule: z.string() }),
});
export type DnsLint = z.infer<typeof dnsLintSchema>;

/** Programs of ours that look a name up; `go-cgo-*` with libc forced (`GODEBUG=netdns=cgo`), `go-auto-*` with Go's own choice. */
export const LAB_SUBJECTS = ['go', 'go-cgo-glibc', 'go-cgo-musl', 'go-auto-glibc', 'go-auto-musl', 'c-glibc', 'c-musl'] as const;
export type LabSubject = (typeof LAB_SUBJECTS)[number];

const argv = z.array(z.string().max(10_000)).max(200);

/** Who looks up: a program of ours, a binary of the user's, or a whole image of the user's. */
export const dnsSubjectSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('lab'), id: z.enum(LAB_SUBJECTS) }),
  z.object({ kind: z.literal('program'), path: z.string().max(8_192), args: argv.default([]) }),
  z.object({
    kind: z.literal('image'),
    image: z.string().max(4_096),
    /** Replaces the image's entrypoint and command; empty: the image's own. */
    args: argv.default([]),
    /** `exact`: the scenario's resolv.conf as it stands; `docker`: the engine's own Dns settings on a bridge of ours, through its forwarder at 127.0.0.11. */
    via: z.enum(['exact', 'docker']).default('exact'),
    /** Its first answer: it ends, it listens on a TCP port, or it answers HTTP. */
    ready: z.union([z.literal('exit'), z.object({ tcp: int.max(65_535) }), z.object({ http: z.string().max(2_000) })]).default('exit'),
  }),
]);
export type DnsSubject = z.infer<typeof dnsSubjectSchema>;

/** Axes of a grid: every combination is one scenario. An absent one keeps what the scenario says. */
export const dnsVarySchema = z.object({
  timeout: z.array(z.number().int().min(0).max(3_600)).max(60).optional(),
  attempts: z.array(z.number().int().min(0).max(100)).max(60).optional(),
  /** How many of the file's name servers are kept (the first ones); more than there are: more are added. */
  servers: z.array(z.number().int().min(1).max(3)).max(3).optional(),
  /** How many search domains. */
  search: z.array(z.number().int().min(0).max(32)).max(33).optional(),
  ndots: z.array(z.number().int().min(0).max(15)).max(16).optional(),
  /** Each a whole set for all servers: `silent` for all, or `1=silent 2=ok`. */
  faults: z.array(z.string().max(2_000)).max(60).optional(),
  /** Sets of further options: `rotate`, `single-request use-vc`, empty. */
  options: z.array(z.string().max(500)).max(30).optional(),
});
export type DnsVary = z.infer<typeof dnsVarySchema>;

export const MEASUREMENT_STATES = ['running', 'done', 'cancelled', 'interrupted', 'failed'] as const;

/** One process that looked up, once. `scenario` and `subject` are places in the lists of the measurement. */
export const dnsSampleSchema = z.object({
  scenario: int,
  subject: int,
  /** From 0: the repetitions of one pair. */
  round: int,
  state: z.enum(['done', 'cancelled', 'failed']),
  /** Why it failed to be measured; null otherwise. */
  reason: z.string().nullable(),
  /** Of each lookup in it, in order of their start; the call's own monotonic clock. */
  lookups: z.array(
    z.object({
      startNs: int,
      /** Null: it had not returned when the sample was ended. */
      wallNs: int.nullable(),
      result: z.enum(['ok', 'fail', 'hang']),
      addresses: z.array(z.string()),
      error: z.string().nullable(),
    }),
  ),
  /** Queries that arrived at name servers of the lab. */
  packets: int,
  /** Packets after the last lookup had returned, and until when: what goes on in a thread that nobody waits for. */
  leak: z.object({ packets: int, untilNs: int.nullable() }),
  names: z.array(z.string()),
  timeline: z.array(dnsExchangeSchema),
  /** Which resolver ran, proven by its packets and, of Go, by its own trace; `unknown` where neither tells. */
  resolver: z.object({ ran: z.enum([...RESOLVERS, 'none', 'unknown']), proof: z.array(z.string()) }),
  exit: z.object({ code: int.nullable(), signal: z.string().nullable() }),
  /** Of a scenario with a repair. Absent: none, or the process ended before it. */
  recovery: z
    .object({
      /** When the file was replaced, after the first lookup began. */
      atNs: int,
      /** From then until the first lookup that was answered by a name server of the new file; null: none was. */
      lagNs: int.nullable(),
      /** Lookups that began after the repair, and before that one. */
      stale: int,
    })
    .optional(),
  /** When it wrote its first byte, of a program that is not ours; absent: never, or it is ours. */
  firstOutputNs: int.optional(),
  /** Its last lines, at most 4 kB. */
  stderr: z.string(),
});
export type DnsSample = z.infer<typeof dnsSampleSchema>;

export const dnsCalibrationSchema = z.object({
  /** Known delays, measured along with the others. */
  delays: z.array(z.object({ expectedNs: int, measuredNs: z.array(int) })),
  /** How late the lab's own timers fired while it measured. */
  lagNs: z.object({ p50: int, p99: int, max: int }),
  /** True: times of this measurement are not to be trusted to 50 ms; packets are. */
  overloaded: z.boolean(),
  text: z.string(),
});

/** The predicted beside the measured, for one pair of scenario and subject. */
export const dnsAgreementSchema = z.object({
  scenario: int,
  subject: int,
  /** Null: no model covers it, `why` says which part. */
  prediction: dnsPredictionSchema.nullable(),
  why: z.string().nullable(),
  /** Of every sample: is it one of the predicted outcomes (packets equal, time within 50 ms or 2 %)? */
  agrees: z.boolean().nullable(),
  /** Largest distance to the nearest outcome with equal packets; null: none has equal packets. */
  worstNs: z.number().int().nullable(),
  /** Of a scenario with a repair: the lag that is predicted, from the least to the most; `never`: the file is not read again; null: no model covers it, `why` says which part. */
  recovery: z
    .union([z.object({ leastNs: int, mostNs: int }), z.literal('never')])
    .nullable()
    .optional(),
  /** Of an image: the same with every name server healthy, measured beside it. Absent: nothing is wrong in the scenario, or it is no image. */
  baseline: z.object({ wallNs: int.nullable(), packets: int, result: z.enum(['ok', 'fail', 'hang']), error: z.string().nullable() }).optional(),
});

export const dnsSubjectInfoSchema = z.object({
  /** `go`, `c-musl`, a path, an image. */
  name: z.string(),
  subject: dnsSubjectSchema,
  /** The resolver that it is meant to run, and its version as found in the lab; null where that is not known before. */
  resolver: z.enum(RESOLVERS).nullable(),
  version: z.string().nullable(),
  /** How it was built, or what it is: image digest, toolchain. */
  origin: z.string(),
});

export const dnsMeasurementSchema = z.object({
  schema: z.literal('cgoscope/dns-measurement@0'),
  id: z.string(),
  title: z.string(),
  state: z.enum(MEASUREMENT_STATES),
  reason: z.string().nullable(),
  startedAt: isoTime,
  endedAt: isoTime.nullable(),
  endpoint: z.string(),
  engine: z.object({ version: z.string(), platform: z.string(), kernel: z.string(), cpus: int }).nullable(),
  scenarios: z.array(dnsScenarioSchema),
  subjects: z.array(dnsSubjectInfoSchema),
  rounds: int,
  /** Samples that there are to be; those that are over stand in `samples`. */
  planned: int,
  samples: z.array(dnsSampleSchema),
  agreement: z.array(dnsAgreementSchema),
  calibration: dnsCalibrationSchema.nullable(),
  /** What the engine made of Dns settings, what was not done, and why. */
  notes: z.array(z.string()),
  /** Container and probes ready; the longest sample; all in all. */
  timesNs: z.object({ prepare: int.nullable(), longest: int.nullable(), whole: int.nullable() }),
});
export type DnsMeasurement = z.infer<typeof dnsMeasurementSchema>;

export const dnsMeasurementLineSchema = dnsMeasurementSchema
  .pick({ id: true, title: true, state: true, startedAt: true, endedAt: true, planned: true, rounds: true })
  .extend({ scenarios: int, subjects: z.array(z.string()), done: int, agreed: int.nullable(), compared: int, resolvConf: z.string(), name: z.string() });
export type DnsMeasurementLine = z.infer<typeof dnsMeasurementLineSchema>;

export const dnsMeasurementsSchema = z.object({ schema: z.literal('cgoscope/dns-measurements@0'), measurements: z.array(dnsMeasurementLineSchema) });

/** Two measurements side by side, by scenario and subject. */
export const dnsComparisonSchema = z.object({
  schema: z.literal('cgoscope/dns-comparison@0'),
  a: z.object({ id: z.string(), title: z.string() }),
  b: z.object({ id: z.string(), title: z.string() }),
  /** Unified difference of the files, where each has one scenario. */
  files: z.array(z.object({ file: z.string(), diff: z.string() })),
  rows: z.array(
    z.object({
      title: z.string(),
      subject: z.string(),
      a: z.object({ wallNs: z.array(int.nullable()), packets: z.array(int), result: z.string() }).nullable(),
      b: z.object({ wallNs: z.array(int.nullable()), packets: z.array(int), result: z.string() }).nullable(),
      text: z.string(),
    }),
  ),
});

export type DnsComparison = z.infer<typeof dnsComparisonSchema>;

/** One point of a grid of predictions: small, there are thousands. */
export const dnsGridSchema = z.object({
  schema: z.literal('cgoscope/dns-grid@0'),
  points: z.array(
    z.object({
      resolver: z.enum(RESOLVERS),
      timeout: int,
      attempts: int,
      servers: int,
      search: int,
      ndots: int,
      faults: z.string(),
      /** Fastest and slowest outcome; null: never returns. */
      minNs: int.nullable(),
      maxNs: int.nullable(),
      packets: int,
      result: z.enum(['ok', 'fail', 'hang', 'varies']),
    }),
  ),
});
export type DnsGrid = z.infer<typeof dnsGridSchema>;

export const dnsAdviceSchema = z.object({
  schema: z.literal('cgoscope/dns-advice@0'),
  resolvers: z.array(z.enum(RESOLVERS)),
  budget: z.object({ totalNs: int.nullable(), failoverNs: int.nullable(), latencyNs: int, loss: z.number() }),
  /** As the file is now. */
  now: z.object({
    meets: z.boolean(),
    worstNs: int.nullable(),
    failoverNs: int.nullable(),
    lossSurvival: z.number(),
    perResolver: z.record(z.string(), int.nullable()),
    why: z.array(z.string()),
  }),
  /** Null: no setting of this file meets the budget; `impossible` says what would have to change. */
  recommendation: z
    .object({
      resolvConf: z.string(),
      /** For `patch`: from the user's file to this one. */
      diff: z.string(),
      edits: z.array(z.object({ line: int.nullable(), before: z.string().nullable(), after: z.string().nullable(), reason: z.string() })),
      worstNs: int.nullable(),
      failoverNs: int.nullable(),
      lossSurvival: z.number(),
      perResolver: z.record(z.string(), int.nullable()).optional(),
    })
    .nullable(),
  impossible: z.array(z.string()),
  /** No setting is better in everything than one of these: worst time against survival of loss. */
  front: z.array(
    z.object({
      timeout: int,
      attempts: int,
      servers: int,
      search: int,
      ndots: int,
      options: z.array(z.string()),
      worstNs: int.nullable(),
      failoverNs: int.nullable(),
      lossSurvival: z.number(),
      packets: int,
      meets: z.boolean(),
    }),
  ),
  warnings: z.array(dnsWarningSchema),
  /** Measured before and after; null: not measured. */
  proof: z.object({ before: z.string(), after: z.string(), rows: dnsComparisonSchema.shape.rows, proven: z.boolean() }).nullable(),
});
export type DnsAdvice = z.infer<typeof dnsAdviceSchema>;
